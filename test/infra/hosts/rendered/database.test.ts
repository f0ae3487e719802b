import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { clusterName } from "../../../../infra/hosts/cluster";
import type { HostDescription } from "../../../../infra/hosts/description";
import { databasePeople } from "../../../../infra/hosts/rendered/databasePeople";
import { etcd } from "../../../../infra/hosts/rendered/etcd";
import { patroni } from "../../../../infra/hosts/rendered/patroni";
import { type HostSecrets, secretFiles } from "../../../../infra/hosts/secrets";
import { certificateNames } from "../../../../infra/hosts/secrets/tls";
import { prodConfig } from "../../../support/infraConfigs";
import { hostsOf } from "../describedHosts";

const hosts = hostsOf(prodConfig());

function named(name: string): HostDescription {
  const host = hosts.find((one) => one.name === name);
  if (host === undefined) throw new Error(`Production has no ${name}.`);
  return host;
}

const passwords = {
  "postgres-replication": "replication-password",
  "postgres-rewind": "rewind-password",
  "patroni-rest": "rest-password",
};

const secretsFor = (over: Partial<HostSecrets> = {}): HostSecrets => ({
  activeRegion: "fr-par",
  wireguard: { privateKey: "", peers: [] },
  certificates: { authority: "A", certificate: "C", key: "K" },
  otherAuthorities: {},
  passwords,
  buckets: [],
  ...over,
});

const secretYaml = (name: string, over?: Partial<HostSecrets>) =>
  parse(secretFiles(named(name), secretsFor(over))["patroni.yml"] ?? "");

describe("etcd of a site", () => {
  it("has the gateway and the data nodes as members, on each of them alike", () => {
    const all = ["account-fr-par-gateway", "account-fr-par-data-1", "account-fr-par-data-2"].map(
      (name) => /^MEMBERS='(.*)'$/m.exec(etcd(named(name)).content)?.[1],
    );
    expect(new Set(all).size).toBe(1);
    expect(all[0]?.split(",").map((pair) => pair.split("=")[0])).toEqual([
      "account-fr-par-gateway",
      "account-fr-par-data-1",
      "account-fr-par-data-2",
    ]);
  });

  it("takes members alone whose certificate has the cluster's name, which members have and no one else", () => {
    const name = clusterName(named("account-fr-par-gateway"));
    expect(etcd(named("account-fr-par-data-1")).content).toContain(
      `ETCD_PEER_CERT_ALLOWED_HOSTNAME='${name}'`,
    );
    const holders = hosts.filter((host) => certificateNames(host).includes(name)).map((host) => host.name);
    expect(holders).toEqual(["account-fr-par-gateway", "account-fr-par-data-1", "account-fr-par-data-2"]);
  });

  it("keeps data nodes' part on the encrypted volume", () => {
    expect(etcd(named("account-fr-par-data-1")).content).toContain("ETCD_DATA_DIR='/srv/data/etcd'");
  });
});

describe("the database's settings", () => {
  const config = parse(patroni(named("account-fr-par-data-1")).content);

  it("let nobody in over the network without TLS, a certificate of the class and a password", () => {
    const rules: string[] = config.postgresql.pg_hba;
    const remote = rules.filter((rule) => !rule.startsWith("local "));
    expect(remote.length).toBeGreaterThan(5);
    for (const rule of remote)
      expect(rule).toMatch(/^hostssl \S+ \S+ [\d.]+\/32 scram-sha-256 clientcert=verify-ca$/);
    // On the host itself people come as the user of the one program that is recorded, and never as themselves.
    expect(rules.filter((rule) => rule.startsWith("local "))).toEqual([
      "local all postgres peer",
      "local all +bastide_people peer map=people",
      "local postgres bastide_metrics peer",
    ]);
    expect(config.postgresql.pg_ident).toEqual(["people bastide-query +bastide_people"]);
  });

  it("let service nodes of their own site alone reach the service's tables", () => {
    const host = named("account-fr-par-data-1");
    const rules: string[] = config.postgresql.pg_hba;
    const addresses = rules.flatMap((rule) => /^hostssl bastide \S+ ([\d.]+)\/32/.exec(rule)?.[1] ?? []);
    expect(addresses).toEqual(host.endpoint?.services.map(({ overlay }) => overlay));
    const without = hosts.find(({ role, endpoint }) => role === "data" && endpoint === undefined);
    if (without !== undefined) expect(patroni(without).content).not.toContain("hostssl bastide ");
  });

  it("stay within what Patroni takes for its times, as ttl ≥ loop_wait + 2 × retry_timeout", () => {
    const { ttl, loop_wait, retry_timeout } = config.bootstrap.dcs;
    expect(ttl).toBeGreaterThanOrEqual(loop_wait + 2 * retry_timeout);
  });

  it("hold no password", () => {
    expect(JSON.stringify(config)).not.toMatch(/password"/);
  });
});

describe("the database's secrets", () => {
  it("let the region that is not active follow all data nodes of the active one, at first", () => {
    const follows = secretYaml("account-de-fra-2-data-1").bootstrap.dcs.standby_cluster;
    const active = named("account-fr-par-data-1").sites.find(({ region }) => region === "fr-par");
    expect(follows.host).toBe(active?.dataNodes.map(({ overlay }) => overlay).join(","));
    expect(secretYaml("account-fr-par-data-1").bootstrap).toBeUndefined();
    expect(
      secretYaml("account-fr-par-data-1", { activeRegion: "de-fra-2" }).bootstrap.dcs.standby_cluster.host,
    ).not.toBe(follows.host);
  });

  it("tell the database verifiers, never passwords", () => {
    const roles = secretFiles(named("account-fr-par-data-1"), secretsFor())["database-roles"] ?? "";
    expect(roles).toMatch(/^bastide_replication SCRAM-SHA-256\$4096:\S+\nbastide_rewind SCRAM-SHA-256\$/);
    for (const password of Object.values(passwords)) expect(roles).not.toContain(password);
  });

  it("go to data nodes alone, and to none whose passwords are not there yet", () => {
    expect(secretFiles(named("account-fr-par-gateway"), secretsFor())).not.toHaveProperty("patroni.yml");
    expect(secretFiles(named("account-fr-par-data-1"), secretsFor({ passwords: {} }))).not.toHaveProperty(
      "patroni.yml",
    );
  });
});

describe("people in the database", () => {
  it("are there by duty, and by grant for this class alone, with its times in seconds", () => {
    const host: HostDescription = {
      ...named("account-fr-par-data-1"),
      administrators: [{ login: "ann", name: "Ann", keys: [], duties: ["database", "security"] }],
      grants: [
        {
          who: "bob",
          purpose: "support",
          ticket: "SUP 1",
          start: "2026-01-01T00:00:00Z",
          end: "2026-01-01T01:00:00Z",
        },
      ],
    };
    expect(databasePeople(host).content.split("\n").slice(1)).toEqual([
      "duty ann database",
      "duty ann security",
      "grant bob 1767225600 1767229200 support SUP-1",
      "",
    ]);
    const classes = new Set(
      hosts.filter(({ grants }) => grants.length > 0).map(({ dataClass }) => dataClass),
    );
    expect([...classes]).toEqual(["contact"]);
  });
});

describe("the backup's settings", () => {
  const bucket = (region: string) => ({
    role: "backup" as const,
    region,
    endpoint: `${region}.example`,
    name: `bucket-${region}`,
    accessKey: "access",
    secretKey: "secret",
  });
  const rendered = (name: string, over: Partial<HostSecrets> = {}) =>
    secretFiles(
      named(name),
      secretsFor({
        passwords: { ...passwords, "backup-passphrase": "phrase" },
        buckets: [
          bucket("fr-par"),
          bucket("de-fra-2"),
          { ...bucket("fr-par"), role: "objects", name: "other" },
        ],
        ...over,
      }),
    );
  const options = (text = "") =>
    Object.fromEntries([...text.matchAll(/^([\w-]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));

  it("name the own region's bucket first and the others' after it, both encrypted", () => {
    const config = options(rendered("account-de-fra-2-data-1")["pgbackrest.conf"]);
    expect(config).toMatchObject({
      "repo1-s3-bucket": "bucket-de-fra-2",
      "repo2-s3-bucket": "bucket-fr-par",
      "repo1-cipher-type": "aes-256-cbc",
      "repo2-cipher-type": "aes-256-cbc",
      "repo1-cipher-pass": "phrase",
    });
    expect(config).not.toHaveProperty("repo3-type");
  });

  it("keep any moment of the days that the configuration says, and whole days for longer (BC-3)", () => {
    const host = named("account-fr-par-data-1");
    const config = options(rendered(host.name)["pgbackrest.conf"]);
    expect(Number(config["repo1-retention-archive"])).toBeGreaterThan(host.backups.pointInTimeDays);
    expect(Number(config["repo2-retention-full"])).toBe(host.backups.retentionDays);
  });

  it("go to no host without the passphrase, nor to others than data nodes", () => {
    expect(rendered("account-fr-par-data-1", { passwords })).not.toHaveProperty("pgbackrest.conf");
    expect(rendered("account-fr-par-gateway")).not.toHaveProperty("pgbackrest.conf");
  });

  it("reach each bucket's region by an address of its own", () => {
    expect(rendered("account-fr-par-data-1")["backup-endpoints"]).toBe(
      "127.0.0.11 fr-par.example\n127.0.0.12 de-fra-2.example\n",
    );
  });
});
