import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import type { HostDescription } from "../../infra/hosts/description";
import { files } from "../../infra/hosts/files";
import { type HostFile, makeAuthority } from "../../local-cloud/hosts";
import { oneOfEach } from "../infra/hosts/describedHosts";
import { prodConfig } from "../support/infraConfigs";
import { layDisk, noDebian } from "./support/debian";
import { debianPackage, noPackage } from "./support/debianPackage";
import { hostFiles } from "./support/hostFiles";
import { handedOver, type RoleProgram, rolePrograms } from "./support/rolePrograms";

/** What a host's disk holds: its files, and certificates where its web server would find them. */
async function diskOf(host: HostDescription): Promise<Record<string, HostFile>> {
  const laid = hostFiles(files(host));
  const authority = await makeAuthority();
  const { cert, key } = await authority.issue([host.name]);
  const texts = { "ca.pem": authority.pem, "host.pem": cert, "endpoint.pem": cert };
  for (const [name, content] of Object.entries({ ...texts, "host.key": key, "endpoint.key": key }))
    laid[handedOver(name)] = { content };
  return laid;
}

const withBroken = (laid: Record<string, HostFile>, { file, broken }: RoleProgram) => {
  const { content = "", mode = 0o644 } = laid[file] ?? {};
  return { ...laid, [file]: { content: `${content}${broken}`, mode } };
};

const note = noDebian === "" ? "" : ` (skipped: ${noDebian})`;
const noShellcheck = noPackage("shellcheck", "trixie");
const shellcheckNote = noShellcheck === "" ? "" : ` (skipped: ${noShellcheck})`;

/** Scripts in shell, which shellcheck reads; what host.env gives them it can't know. */
const shellScripts = (host: HostDescription) =>
  files(host)
    .filter(({ path }) => path.startsWith("/usr/lib/bastide/"))
    .filter(({ content, path }) => content.startsWith("#!/bin/bash") || path.endsWith(".sh"))
    .map(({ path }) => path);
const judgeShell = (paths: readonly string[]) =>
  `/usr/local/bin/shellcheck -x -e SC1091,SC2153,SC2154 ${paths.join(" ")}`;

const roles = oneOfEach(prodConfig());
const paths = new Map(roles.map(([role, host]) => [role, new Set(files(host).map(({ path }) => path))]));

describe.skipIf(noDebian !== "")(`Debian 13's own programs${note}`, () => {
  it.each(roles)("take what a %s has", async (role, host) => {
    const disk = await layDisk(await diskOf(host));
    const asked = rolePrograms.filter(({ file }) => paths.get(role)?.has(file));
    expect(asked.length).toBeGreaterThan(8);
    for (const { name, script } of asked)
      expect([name, disk.run(script)]).toEqual([name, { code: 0, text: "" }]);
  });

  // Of a program that takes everything nothing is learnt.
  it.each(rolePrograms)("$name refuses $file with a broken line", async (program) => {
    const host = roles.find(([role]) => paths.get(role)?.has(program.file))?.[1];
    if (host === undefined) throw new Error(`No role has ${program.file}.`);
    const { code, text } = (await layDisk(withBroken(await diskOf(host), program))).run(program.script);
    expect(code !== 0 || text !== "").toBe(true);
  });

  it.skipIf(noShellcheck !== "")(
    `shellcheck finds nothing in any role's scripts${shellcheckNote}`,
    async () => {
      const folder = await debianPackage("shellcheck", "trixie");
      const content = readFileSync(join(folder, "usr/bin/shellcheck"));
      const program = { "/usr/local/bin/shellcheck": { content, mode: 0o755 } };
      const every = roles.map(([, host]) => host);
      // One disk with the scripts of all roles, each in a folder of its role, as two roles have steps of one name.
      const laid = every.flatMap((host) =>
        shellScripts(host).map((path): [string, HostFile] => [
          `/roles/${host.role}${path}`,
          { content: files(host).find((file) => file.path === path)?.content ?? "" },
        ]),
      );
      expect(laid.length).toBeGreaterThan(40);
      const disk = await layDisk({ ...program, ...Object.fromEntries(laid) });
      expect(disk.run(judgeShell(laid.map(([path]) => path)))).toEqual({ code: 0, text: "" });
      const faulty = "/usr/lib/bastide/faulty";
      const broken = await layDisk({ ...program, [faulty]: { content: "#!/bin/bash\nrm -r $1/*\n" } });
      expect(broken.run(judgeShell([faulty])).text).toMatch(/SC2086/);
    },
    120_000,
  );
});
