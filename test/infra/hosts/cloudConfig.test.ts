import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";

import { loadConfig } from "../../../infra/config";
import { renderCloudConfig, withoutComments } from "../../../infra/hosts/cloudConfig";
import type { HostDescription } from "../../../infra/hosts/description";
import { prodConfig, prodWith, rawOf, today } from "../../support/infraConfigs";
import { seeded, stackConfig } from "../../support/infraStackConfigs";
import { temporaryFolder } from "../../support/temporaryFolder";
import { answers, hostsOf, oneOfEach } from "./describedHosts";

interface CloudConfig {
  readonly hostname: string;
  readonly fqdn: string;
  readonly disable_root: boolean;
  readonly ssh_pwauth: boolean;
  readonly users: readonly unknown[];
  readonly write_files: readonly {
    readonly path: string;
    readonly permissions: string;
    readonly content: string;
  }[];
}

const config = prodConfig();
const hosts = hostsOf(config);
const read = (host: HostDescription) => parse(renderCloudConfig(host)) as CloudConfig;

/** The lines of all files of the secure shell's settings. */
const sshOf = (cloud: CloudConfig) =>
  cloud.write_files
    .filter(({ path }) => path.startsWith("/etc/ssh/sshd_config.d/"))
    .flatMap(({ content }) => content.split("\n"));

const keysOf = (cloud: CloudConfig, login: string) =>
  cloud.write_files
    .find(({ path }) => path === `/etc/ssh/people/${login}`)
    ?.content.replace(/\n$/, "")
    .split("\n") ?? [];

/** The people of a host, with their groups and names. */
const peopleOf = (cloud: CloudConfig) =>
  (cloud.write_files.find(({ path }) => path === "/etc/bastide/people")?.content ?? "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [login = "", groups = "", name = ""] = line.split(":");
      return { login, groups: groups.split(","), name };
    });

const hasCloudInit = answers("cloud-init", "--version");
const note = hasCloudInit ? "" : " (skipped: no cloud-init on the PATH)";

describe("what is said besides", () => {
  it("goes no further than a file's first line", () => {
    const script = "#!/bin/bash\n# CM-1: why.\n# More.\nset -e\n  # Here.\necho '# kept' # kept\n";
    expect(withoutComments(script)).toBe("#!/bin/bash\n# CM-1: why.\nset -e\necho '# kept' # kept\n");
    expect(withoutComments("# CM-1: why.\n# More.\nkey=1\n")).toBe("# CM-1: why.\nkey=1\n");
    expect(withoutComments("key=1\n#Port 22\n")).toBe("key=1\n");
  });
});

describe("the cloud-config of a host", () => {
  it("is one YAML document with cloud-init's first line, for every host of any configuration", () => {
    fc.assert(
      fc.property(stackConfig, (any) => {
        const some = hostsOf(any).slice(0, 12);
        for (const host of some) {
          const text = renderCloudConfig(host);
          expect(text.startsWith("#cloud-config\n")).toBe(true);
          const documents = parseAllDocuments(text);
          expect(documents).toHaveLength(1);
          expect(Array.isArray(documents) && documents[0]?.errors).toEqual([]);
          expect(text).not.toMatch(/[&*]a\d+\b/);
        }
      }),
      { ...seeded, numRuns: 10 },
    );
  });

  it.skipIf(!hasCloudInit)(`is what cloud-init's own schema takes${note}`, () => {
    for (const [role, host] of oneOfEach(config)) {
      const folder = temporaryFolder({ "user-data": renderCloudConfig(host) });
      const result = spawnSync("cloud-init", ["schema", "-c", join(folder, "user-data")], {
        encoding: "utf8",
      });
      expect([role, result.status, `${result.stdout}${result.stderr}`]).toEqual([
        role,
        0,
        expect.any(String),
      ]);
      expect(`${result.stdout}${result.stderr}`).not.toMatch(/error|deprecat/i);
    }
  });

  it.skipIf(!hasCloudInit)(`would be refused with a wrong setting, so that the check is one${note}`, () => {
    const folder = temporaryFolder({ "user-data": "#cloud-config\ndisable_root: 5\n" });
    expect(spawnSync("cloud-init", ["schema", "-c", join(folder, "user-data")]).status).not.toBe(0);
  });

  it("lets people in with hardware keys that ask for verification, and no one else", () => {
    for (const host of hosts) {
      const cloud = read(host);
      expect(cloud.disable_root).toBe(true);
      expect(cloud.ssh_pwauth).toBe(false);
      // Not even the image's own.
      expect(cloud.users).toEqual([]);
      const people = peopleOf(cloud);
      expect(people.map(({ login }) => login)).toEqual(Object.keys(config.administrators));
      for (const { login } of people) {
        const keys = keysOf(cloud, login);
        expect(keys.length).toBeGreaterThan(0);
        for (const key of keys) {
          expect(key).toMatch(
            /^verify-required sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com [A-Za-z0-9+/]+=*( .+)?$/,
          );
        }
      }
      expect(cloud.write_files.filter(({ path }) => path.startsWith("/etc/ssh/people/"))).toHaveLength(
        people.length,
      );
      for (const line of [
        "PermitRootLogin no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "AuthenticationMethods publickey",
        "AllowGroups bastide-people",
        "PubkeyAuthOptions verify-required",
        "PubkeyAcceptedAlgorithms sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com",
        "AuthorizedKeysFile /etc/ssh/people/%u",
      ]) {
        expect(sshOf(cloud)).toContain(line);
      }
    }
  });

  it("lets people in with certificates alone where the configuration says so", () => {
    const authority = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)} single sign-on`;
    const certified = prodWith({ administration: { logIn: "certificates", authorities: [authority] } });
    for (const host of hostsOf(loadConfig(rawOf(certified), today))) {
      const cloud = read(host);
      expect(cloud.write_files.some(({ path }) => path.startsWith("/etc/ssh/people/"))).toBe(false);
      expect(cloud.write_files.find(({ path }) => path === "/etc/ssh/authorities")?.content).toBe(
        `${authority}\n`,
      );
      const ssh = sshOf(cloud);
      expect(ssh).toContain("TrustedUserCAKeys /etc/ssh/authorities");
      expect(ssh).toContain("AuthorizedKeysFile none");
      expect(ssh).toContain(
        "PubkeyAcceptedAlgorithms ssh-ed25519-cert-v01@openssh.com,sk-ssh-ed25519-cert-v01@openssh.com",
      );
    }
  });

  it("holds no secret and no password", () => {
    for (const host of hosts) {
      const text = renderCloudConfig(host);
      expect(text).not.toMatch(/\b(passwd|password|hashed_passwd|plain_text_passwd|chpasswd)\s*:/i);
      expect(text).not.toMatch(
        /PRIVATE KEY|PrivateKey|PresharedKey|(secret_?key|access_?key)["']?\s*[:=]\s*["']?[A-Za-z0-9/+]{8}/i,
      );
      for (const device of Object.values(config.managedDevices.devices)) {
        expect(text).not.toContain(device.wireguardKey);
      }
    }
  });

  it("gives each person the groups of their duties: nobody but security can become root", () => {
    const keeper = { ...prodWith({ "administrators.bjarne.duties": ["database", "operations"] }) };
    const host = hostsOf(loadConfig(rawOf(keeper), today))[0];
    if (host === undefined) throw new Error("There is no host.");
    expect(peopleOf(read(host)).map(({ login, groups }) => [login, groups])).toEqual([
      ["amara", ["bastide-people", "bastide-admin"]],
      ["bjarne", ["bastide-people", "bastide-database", "bastide-operations"]],
    ]);
  });

  it("calls the host by its name in the class's zone", () => {
    for (const host of hosts) {
      const { hostname, fqdn } = read(host);
      expect(hostname).toBe(host.name);
      expect(fqdn).toBe(`${host.name}.${host.dataClass}.data.example.org`);
    }
    expect(new Set(hosts.map((host) => host.fqdn)).size).toBe(hosts.length);
  });

  it("survives people's names and comments of every kind", () => {
    const key = config.administrators.amara?.keys[0] ?? "";
    const name = fc
      .string({ minLength: 2, maxLength: 40, unit: "grapheme" })
      .filter((text) => text.trim().length > 1);
    fc.assert(
      fc.property(name, (person) => {
        const host = hosts[0];
        if (host === undefined) throw new Error("There is no host.");
        const odd = {
          ...host,
          administrators: [
            { login: "odd", name: person, keys: [`${key} ${person}`], duties: ["database"] as const },
          ],
        };
        const cloud = read(odd);
        expect(peopleOf(cloud)).toHaveLength(1);
        expect(peopleOf(cloud)[0]).toMatchObject({ login: "odd", name: person.replaceAll(/[:,]/g, " ") });
        expect(keysOf(cloud, "odd")).toEqual([`verify-required ${key} ${person}`]);
      }),
      seeded,
    );
  });
});

describe("what depends on the active region", () => {
  it("is in no host's description", () => {
    const switched = loadConfig(
      rawOf(prodWith({ "regions.fr-par.role": "standby", "regions.de-fra-2.role": "active" })),
      today,
    );
    expect(hostsOf(switched)).toEqual(hosts);
    for (const host of hosts) expect(JSON.stringify(host)).not.toMatch(/\b(active|standby)\b/);
  });

  it("nor anything of another class", () => {
    for (const host of hosts) {
      const others = Object.keys(config.classes).filter((id) => id !== host.dataClass);
      // Logs go to `events` (DC-8): `test/infra/topology/logs.test.ts` says which way.
      const text = JSON.stringify({ ...host, logs: {}, administrators: [], allowedNames: [] });
      for (const other of others) expect(text).not.toMatch(new RegExp(`\\b${other}-`));
    }
  });
});
