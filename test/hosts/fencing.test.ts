import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { Machine } from "../../local-cloud/hosts";
import { until } from "../../local-cloud/hosts/run";
import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { sh, works } from "./support/converged";
import { databaseCluster } from "./support/databaseCluster";
import { type DatabaseSite, layDatabaseSite } from "./support/databaseSite";

const minutes = 60_000;
const gateway = "account-fr-par-gateway";
const nodes = ["account-fr-par-data-1", "account-fr-par-data-2"] as const;
const steps = ["15-volume", "64-etcd", "66-database", "66-fencing", "67-logins"];

/** A site without object storage, whose node that takes writes is lost again and again; each test leaves it whole. */
describe.skipIf(noHosts !== "")(withHosts("fencing of a lost leader"), () => {
  vi.setConfig({ testTimeout: 8 * minutes });
  let running: DatabaseSite | undefined;
  let folder = "";
  const site = (): DatabaseSite => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running;
  };
  const { sql, step, becomes, leader, other, inSync: replicates } = databaseCluster(site, nodes);

  /** PostgreSQL waits for a new standby before etcd knows it as one; until then nobody else may lead, and no fence would help. */
  async function inSync(): Promise<void> {
    await replicates();
    const on = await leader();
    let said = "";
    await until(
      async () => {
        said = await sh(on, "/usr/lib/bastide/etcdctl get --print-value-only /bastide/account-fr-par/sync");
        const { leader: name, sync_standby: standby } = JSON.parse(said);
        return name === on.name && standby === other(on).name ? true : undefined;
      },
      { seconds: 60, everyMs: 300, late: () => `etcd does not know the standby: ${said}` },
    );
  }

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
    running = await layDatabaseSite(folder, [gateway, ...nodes], undefined);
    await running.boot(gateway, ...nodes);
    for (const name of nodes) await step(running.host(name), "15-volume");
    await Promise.all([becomes(gateway, "64-etcd"), ...nodes.map((name) => becomes(name, ...steps))]);
    await inSync();
    await sql(
      await leader(),
      "CREATE TABLE rows (n bigserial PRIMARY KEY, at timestamptz DEFAULT clock_timestamp())",
    );
  }, 12 * minutes);

  afterAll(async () => {
    await running?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const psql = (query: string) =>
    `cd /; runuser -u postgres -- timeout -s KILL 60 psql -XAtq -v ON_ERROR_STOP=1 -d postgres -c "${query}"`;
  const isFenced = (on: Machine) => works(on, "ip -j rule | grep -q blackhole");
  const isLifted = (on: Machine) =>
    until(async () => ((await isFenced(on)) ? undefined : true), {
      ...{ seconds: 120, everyMs: 500 },
      late: () => `${on.name} has not lifted its fence.`,
    });

  /** Seconds from now until this host has taken a write. */
  async function firstWrite(on: Machine): Promise<number> {
    const began = performance.now();
    const tried = psql("INSERT INTO rows DEFAULT VALUES");
    const known = "/usr/lib/bastide/etcdctl get --prefix /bastide/account-fr-par/";
    await sh(
      on,
      `end=$((SECONDS + 150)); until ${tried} > /dev/null 2>&1; do if [ "$SECONDS" -gt "$end" ]; then ${known}; exit 1; fi; sleep 0.05; done`,
    );
    return (performance.now() - began) / 1000;
  }

  /** What fencing has said on a host since a moment, with how many seconds after it. */
  const said = (on: Machine, since: number) =>
    sh(
      on,
      `journalctl -q -u bastide-fencing -o short-unix --since @${since} | awk '{ $1 = sprintf("%.1f s:", $1 - ${since}); $2 = $3 = ""; print }'`,
    );
  const now = () => Date.now() / 1000;

  /** The rows that were acknowledged, from one after the other. */
  async function acknowledged(on: Machine): Promise<number> {
    for (let count = 0; count < 19; count++) await sql(on, "INSERT INTO rows DEFAULT VALUES");
    return Number(await sql(on, "INSERT INTO rows DEFAULT VALUES RETURNING n"));
  }

  const isThere = async (on: Machine, row: number) =>
    expect(await sql(on, `SELECT count(*) FROM rows WHERE n BETWEEN ${row - 19} AND ${row}`)).toBe("20");

  /** Lets a member lead etcd itself, whose word is then to be heard by the others. */
  async function leadsEtcd(on: Machine): Promise<void> {
    const endpoints = [gateway, ...nodes]
      .map((name) => `https://${site().description(name).addresses.overlay}:2379`)
      .join();
    const etcdctl = "/usr/lib/bastide/etcdctl";
    await until(
      async () => {
        await works(
          on,
          `ETCDCTL_ENDPOINTS=${endpoints} ${etcdctl} move-leader "$(${etcdctl} member list | awk -F ', ' '$3 == "${on.name}" { print $1 }')"`,
        );
        return (await works(on, `${etcdctl} endpoint status | grep -q ', true, false,'`)) ? true : undefined;
      },
      { seconds: 30, everyMs: 500, late: () => `${on.name} does not lead etcd.` },
    );
  }

  /** Boots a host that was lost, and waits until it follows and nobody fences it. */
  async function comesBack(lost: Machine): Promise<void> {
    await site().boot(lost.name);
    await becomes(lost.name, ...steps);
    await inSync();
    await isLifted(other(lost));
    expect((await leader()).name).toBe(other(lost).name);
  }

  it("lets the other node take writes soon after the leader's host died", async () => {
    const lost = await leader();
    const rest = other(lost);
    const row = await acknowledged(lost);
    // The lost node's etcd then hears of nothing but from the node that fences it.
    await leadsEtcd(rest);
    const since = now();
    await lost.kill();
    const seconds = await firstWrite(rest);
    console.log(`writes ${seconds.toFixed(1)} s after the host was killed\n${await said(rest, since)}`);
    expect(await said(rest, since)).toContain("is released");
    expect(seconds).toBeLessThan(15);
    await isThere(rest, row);
    expect(await isFenced(rest)).toBe(true);
    await comesBack(lost);
  });

  it("takes over from a leader that is cut off, which acknowledges nothing meanwhile", async () => {
    const lost = await leader();
    const rest = other(lost);
    const row = await acknowledged(lost);
    // The slowest case: etcd has to choose a leader first, and every lease begins anew with it.
    await leadsEtcd(lost);
    const since = now();
    await lost.cut();
    // Its own clients go on; what is acknowledged says so.
    const tries = sh(
      lost,
      `end=$((SECONDS + 60)); while [ "$SECONDS" -lt "$end" ]; do if ${psql("INSERT INTO rows VALUES (-1 - (random() * 1000000)::int)")} > /tmp/tried 2>&1; then echo acknowledged; cat /tmp/tried; fi; sleep 0.2; done`,
    );
    const seconds = await firstWrite(rest);
    console.log(`writes ${seconds.toFixed(1)} s after the network was cut\n${await said(rest, since)}`);
    expect(await said(rest, since)).toContain("is released");
    expect(seconds).toBeLessThan(15);
    expect(await tries).toBe("");
    await isThere(rest, row);
    await lost.restore();
    await inSync();
    await isLifted(rest);
    expect((await leader()).name).toBe(rest.name);
    expect(await sql(rest, "SELECT count(*) FROM rows WHERE n < 0")).toBe("0");
  });

  it("fences nobody while the cluster is paused", async () => {
    const lost = await leader();
    const rest = other(lost);
    await sh(lost, "cd /; runuser -u postgres -- /usr/lib/bastide/cluster pause --wait");
    await lost.kill();
    for (let second = 0; second < 12; second++) {
      expect(await isFenced(rest)).toBe(false);
      await sh(rest, "sleep 1");
    }
    await sh(rest, "cd /; runuser -u postgres -- /usr/lib/bastide/cluster resume");
    await site().boot(lost.name);
    await becomes(lost.name, ...steps);
    await inSync();
    await isLifted(rest);
  });

  it("fences nobody without a majority of etcd, and goes on once there is one", async () => {
    const lost = await leader();
    const rest = other(lost);
    await sh(site().host(gateway), "systemctl stop bastide-etcd.service");
    await lost.kill();
    for (let second = 0; second < 12; second++) {
      expect(await isFenced(rest)).toBe(false);
      await sh(rest, "sleep 1");
    }
    await sh(site().host(gateway), "systemctl start bastide-etcd.service");
    console.log(`writes ${(await firstWrite(rest)).toFixed(1)} s after there was a majority again`);
    await comesBack(lost);
  });

  it("waits for the lease to end where nothing fences", async () => {
    const lost = await leader();
    const rest = other(lost);
    await sh(rest, "systemctl stop bastide-fencing.service");
    await lost.kill();
    const seconds = await firstWrite(rest);
    console.log(`writes ${seconds.toFixed(1)} s after the host was killed, without fencing`);
    expect(seconds).toBeGreaterThan(15);
    expect(await isFenced(rest)).toBe(false);
    await becomes(rest.name, "66-fencing");
    await comesBack(lost);
  });

  const clusterctl =
    "cd /; runuser -u postgres -- patronictl --config-file /var/lib/bastide-database/patroni";
  const handOver = "cd /; python3 -I -B /usr/lib/bastide/site switch";
  /** How standbys are counted again as always, with nothing left of a hand-over. */
  const isAsAlways = async (on: Machine) => {
    const settings = await sh(on, `${clusterctl} show-config`);
    expect(settings).toContain("synchronous_mode: quorum");
    expect(settings).not.toMatch(/pause|bastide_switch/);
    expect(await works(on, "systemctl -q is-active bastide-database.service")).toBe(true);
  };

  it("hands over on purpose, with nothing lost, and follows then", async () => {
    const before = await leader();
    const next = other(before);
    const row = await acknowledged(before);
    const told = await sh(before, handOver);
    console.log(told);
    expect(told).toMatch(new RegExp(`^${next.name} takes writes after [0-9.]+ s$`));
    expect((await leader()).name).toBe(next.name);
    await isThere(next, row);
    await inSync();
    await isAsAlways(before);
    expect(await works(next, handOver)).toBe(true);
    await inSync();
    expect((await leader()).name).toBe(before.name);
  });

  it("does not hand over where nobody has all of it, and says so with nothing changed", async () => {
    const on = await leader();
    await sh(other(on), "systemctl stop bastide-database.service bastide-fencing.service");
    const told = await sh(on, `${handOver} 2>&1 || true`);
    expect(told).toContain("no other node of this region has all that was acknowledged: nothing was changed");
    await isAsAlways(on);
    await sh(other(on), "systemctl start bastide-database.service bastide-fencing.service");
    await inSync();
  });

  it("is opened by a neighbour where whoever handed over was killed in its midst", async () => {
    const before = await leader();
    const rest = other(before);
    const row = await acknowledged(before);
    const noted = `{"at": $(($(date +%s) - 50)), "mode": "quorum"}`;
    await sh(
      before,
      `${clusterctl} edit-config --force --set "bastide_switch=${noted.replaceAll('"', '\\"')}" --set pause=true --set synchronous_mode=true`,
    );
    await before.kill();
    const seconds = await firstWrite(rest);
    console.log(`writes ${seconds.toFixed(1)} s after the host was killed, while the cluster was paused`);
    await isThere(rest, row);
    await isAsAlways(rest);
    await comesBack(before);
  });
});
