import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { until } from "../../local-cloud/hosts/run";
import { findVersitygw } from "../../local-cloud/s3/versitygw";
import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { databaseAccess } from "./checks/databaseAccess";
import { runs, sh, works } from "./support/converged";
import { archivedAfterFork, databaseCluster, dataSteps } from "./support/databaseCluster";
import { type DatabaseSite, layDatabaseSite, passwords } from "./support/databaseSite";

const minutes = 60_000;
const versitygw = findVersitygw();
const withObjects = versitygw === undefined ? " (skipped: there is no versitygw here)" : "";
const gateway = "account-fr-par-gateway";
const nodes = ["account-fr-par-data-1", "account-fr-par-data-2"] as const;
const steps = "/usr/lib/bastide/converge.d";

/** The class's database in one site, from its first boot on; the tests come one after the other, and the later ones break things. */
describe.skipIf(noHosts !== "")(withHosts("the database of a class"), () => {
  vi.setConfig({ testTimeout: 4 * minutes });
  let running: DatabaseSite | undefined;
  let folder = "";
  const site = (): DatabaseSite => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running;
  };
  const host = (name: string) => site().host(name);
  const { sql, step, becomes, leader, other, inSync } = databaseCluster(site, nodes);

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
    running = await layDatabaseSite(folder, [gateway, ...nodes], versitygw);
    // The gateway is last to be there.
    await running.boot(...nodes);
    for (const name of nodes) await step(running.host(name), "15-volume");
    expect(await works(running.host(nodes[0]), `${steps}/64-etcd`)).toBe(false);
    await running.boot(gateway);
    await Promise.all([becomes(gateway, "64-etcd"), ...nodes.map((name) => becomes(name, ...dataSteps))]);
    await inSync();
  }, 12 * minutes);

  afterAll(async () => {
    await running?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("changes nothing when its steps run again", async () => {
    expect(await sh(host(gateway), `${steps}/64-etcd`)).toBe("");
    // What only the leader can do may have been another node's at the first run.
    for (const name of nodes) await becomes(name, ...dataSteps);
    for (const name of nodes)
      for (const each of dataSteps)
        expect([each, await sh(host(name), `${steps}/${each}`)]).toEqual([each, ""]);
  });

  it("has checksums, and its data on the volume", async () => {
    for (const name of nodes) {
      expect(await sql(host(name), "SHOW data_checksums")).toBe("on");
      const data = await sql(host(name), "SHOW data_directory");
      expect(await sh(host(name), `findmnt -no TARGET -T ${data}`)).toBe("/srv/data");
    }
  });

  it("replicates over TLS 1.3, with verified ends", async () => {
    const on = await leader();
    expect(
      await sql(
        on,
        "SELECT s.version, s.client_dn LIKE '%account-fr-par-data%' FROM pg_stat_ssl s JOIN pg_stat_replication r USING (pid)",
      ),
    ).toBe("TLSv1.3|t");
    const conninfo = await sql(other(on), "SHOW primary_conninfo");
    expect(conninfo).toMatch(/sslmode=verify-full/);
    expect(conninfo).not.toContain(passwords["postgres-replication"]);
  });

  describe("access", () => databaseAccess(site, nodes));

  it("runs in units that can do little", async () => {
    for (const unit of ["etcd", "database", "fencing", "people", "backup", "restore-test", "storage"]) {
      const said = await sh(
        host(nodes[0]),
        `systemd-analyze security --no-pager bastide-${unit}.service | tail -1`,
      );
      expect(Number(/: ([\d.]+) /.exec(said)?.[1]), unit).toBeLessThanOrEqual(4.9);
    }
  });

  describe.skipIf(versitygw === undefined)(`its backup${withObjects}`, () => {
    it("is made, and the logs follow within a minute", async () => {
      const on = await leader();
      await until(
        async () =>
          (await sh(on, "cat /srv/data/pgbackrest/backup.json")).includes('"made"') ? true : undefined,
        { seconds: 120, everyMs: 500, late: () => "No backup was made." },
      );
      await sql(on, "CREATE TABLE moments (n int PRIMARY KEY)");
      const began = performance.now();
      const wal = await sql(on, "SELECT pg_walfile_name(pg_current_wal_lsn())");
      await until(
        async () =>
          (await sql(on, "SELECT last_archived_wal FROM pg_stat_archiver")) >= wal ? true : undefined,
        { seconds: 75, everyMs: 500, late: () => `${wal} was not archived.` },
      );
      console.log(`archived after ${((performance.now() - began) / 1000).toFixed(1)} s`);
    });

    it("can be read by no one without the class's passphrase", async () => {
      await sql(
        await leader(),
        "CREATE TABLE fruit AS SELECT 'grapefruit-' || n AS v FROM generate_series(1, 20000) n; SELECT pg_switch_wal()",
      );
      await sh(await leader(), "systemctl start bastide-backup.service");
      let count = 0;
      for (const server of site().objects.values())
        for (const entry of readdirSync(server.folder, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile()) continue;
          count += 1;
          const content = readFileSync(join(entry.parentPath, entry.name));
          expect(content.includes("grapefruit")).toBe(false);
          // As openssl marks what it encrypts.
          if (content.length > 16)
            expect([entry.name, content.subarray(0, 8).toString("latin1")]).toEqual([entry.name, "Salted__"]);
        }
      expect(count).toBeGreaterThan(10);
    });

    it("brings any moment back, to the row", async () => {
      const on = await leader();
      const from = other(on);
      await sql(on, "INSERT INTO moments SELECT generate_series(1, 500)");
      const moment = await sql(on, "SELECT pg_sleep(0.2); SELECT clock_timestamp() FROM pg_sleep(0.2)");
      await sql(on, "INSERT INTO moments SELECT generate_series(501, 900)");
      await sql(on, "SELECT pg_switch_wal()");
      const copy = "/srv/data/pgbackrest/copy";
      const pg = "cd /; runuser -u postgres -- /usr/lib/postgresql/17/bin";
      await until(
        async () =>
          (await works(
            from,
            `rm -rf ${copy}*; /usr/lib/bastide/restore-copy ${copy} '${moment.trim()}' > /tmp/said 2>&1`,
          ))
            ? true
            : undefined,
        { seconds: 90, everyMs: 2000, late: () => `${moment} can't be restored.` },
      );
      await sh(from, `${pg}/pg_ctl -D ${copy} -w -l ${copy}.log start`);
      const count = await sh(
        from,
        `${pg}/psql -h /srv/data/pgbackrest -XAtq -d postgres -c 'SELECT count(*), max(n) FROM moments'`,
      );
      await sh(
        from,
        `${pg}/pg_ctl -D ${copy} -w stop; ! grep recovery_target ${copy}/postgresql.auto.conf; rm -rf ${copy}*`,
      );
      expect(count).toBe("500|500");
    });

    it("is restored and read to the end by a standby, and it is told when that fails", async () => {
      const from = other(await leader());
      await sh(from, "systemctl start bastide-restore-test.service");
      const report = JSON.parse(await sh(from, "cat /var/lib/bastide/reports/restore.json"));
      expect(report).toMatchObject({ result: "done", step: "end", databases: 3 });
      expect(await sh(from, "ls /srv/data/pgbackrest")).not.toContain("test");
      // Without a passphrase of its own there is nothing to restore.
      const config = "/var/lib/bastide-database/pgbackrest.conf";
      await sh(from, `sed -i 's/cipher-pass=.*/cipher-pass=wrong/' ${config}`);
      expect(await works(from, "systemctl start bastide-restore-test.service")).toBe(false);
      expect(JSON.parse(await sh(from, "cat /var/lib/bastide/reports/restore.json"))).toMatchObject({
        result: "failed",
        step: "restore",
      });
      await becomes(from.name, "68-backup");
      expect(await sh(from, `grep -c wrong ${config} || true`)).toBe("0");
    });
  });

  it("takes a new password in place, without a restart", async () => {
    const on = await leader();
    const started = await sql(on, "SELECT pg_postmaster_start_time()");
    for (const name of nodes) await site().lay(name, { "postgres-replication": "Another0Password1OfNodes" });
    await becomes(on.name, "66-database", "67-logins");
    await becomes(other(on).name, "66-database", "67-logins");
    await sql(on, "SELECT pg_terminate_backend(pid) FROM pg_stat_replication");
    await inSync();
    expect(await sql(on, "SELECT pg_postmaster_start_time()")).toBe(started);
  });

  it("tells no secret to the journal, the command lines or the files that others may read", async () => {
    for (const name of nodes) {
      const told = await sh(
        host(name),
        "journalctl -q -o cat --no-pager; ps -eo args; cat /etc/bastide/* 2> /dev/null || true",
      );
      for (const password of [...Object.values(passwords), "Another0Password1OfNodes"])
        expect(told).not.toContain(password);
    }
  });

  it(
    "loses no acknowledged row when the host that takes writes dies, and takes the host back",
    async () => {
      const on = await leader();
      const rest = other(on);
      await sql(on, "CREATE TABLE rows (n int PRIMARY KEY)");
      await inSync();
      // What the host that dies has not done any more.
      await rest.writeFile("/etc/bastide/database-people", "# x\nduty yan operations\n");
      await step(rest, "67-people");
      const acknowledged = await runs(
        async () => {
          let last = 0;
          for (;;) {
            try {
              await sql(on, `INSERT INTO rows VALUES (${last + 1})`);
              last += 1;
            } catch {
              return last;
            }
          }
        },
        () => on.kill(),
      );
      const began = performance.now();
      const next = await leader();
      console.log(
        `another node takes writes ${((performance.now() - began) / 1000).toFixed(1)} s after the host died`,
      );
      expect(next.name).toBe(rest.name);
      expect(acknowledged).toBeGreaterThan(3);
      expect(Number(await sql(next, "SELECT max(n) FROM rows"))).toBeGreaterThanOrEqual(acknowledged);
      await until(
        async () =>
          (await sql(next, "SELECT count(*) FROM pg_roles WHERE rolname = 'yan' AND rolcanlogin")) === "1"
            ? true
            : undefined,
        { seconds: 90, everyMs: 1000, late: () => "The promoted node did not learn of yan." },
      );
      await site().boot(on.name);
      await becomes(on.name, ...dataSteps);
      await inSync();
      expect((await leader()).name).toBe(rest.name);
      if (versitygw !== undefined) expect(await archivedAfterFork(rest)).toEqual([]);
    },
    6 * minutes,
  );

  it(
    "gives a gateway that was made anew its vote back",
    async () => {
      await host(gateway).rebuild();
      await host(gateway).waitFor({ seconds: 300 });
      await sh(host(gateway), "mkdir -p /run/bastide");
      await becomes(gateway, "64-etcd");
      const members = await sh(host(gateway), "/usr/lib/bastide/etcdctl member list");
      expect(members.split("\n").filter((line) => line.includes(", started, "))).toHaveLength(3);
      await inSync();
    },
    6 * minutes,
  );

  it(
    "comes back after all its hosts were off, on a person's word where no other region can say whether it has gone on",
    async () => {
      await sql(await leader(), "CREATE TABLE IF NOT EXISTS rows (n int PRIMARY KEY)");
      const rows = await sql(await leader(), "SELECT count(*) FROM rows");
      await Promise.all([gateway, ...nodes].map((name) => host(name).kill()));
      await site().boot(gateway, ...nodes);
      const refused = "journalctl -u bastide-database | grep -q 'this region has been away'";
      await until(
        async () =>
          (await works(host(nodes[0]), refused)) || (await works(host(nodes[1]), refused)) || undefined,
        {
          ...{ seconds: 120, everyMs: 1000, late: () => "No node was kept from taking writes." },
        },
      );
      await sh(host(nodes[0]), "cd /; python3 -I -B /usr/lib/bastide/site promote");
      const on = await leader(120);
      expect(await sql(on, "SELECT count(*) FROM rows")).toBe(rows);
      for (const name of nodes) await becomes(name, ...dataSteps);
      await inSync();
    },
    6 * minutes,
  );
});
