import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { clusterName } from "../../../../infra/hosts/cluster";
import type { HostDescription } from "../../../../infra/hosts/description";
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
    expect(rules.filter((rule) => rule.startsWith("local ")).every((rule) => rule.endsWith(" peer"))).toBe(
      true,
    );
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
