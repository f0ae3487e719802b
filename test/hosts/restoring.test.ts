import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { until } from "../../local-cloud/hosts/run";
import { findVersitygw } from "../../local-cloud/s3/versitygw";
import { sh, works } from "./support/converged";
import { databaseCluster, dataSteps, inRecovery } from "./support/databaseCluster";
import { type DatabaseSite, layDatabaseSite } from "./support/databaseSite";
import { untold, whereTold } from "./support/exchange";
import { guideBlocks } from "./support/guideBlocks";

const minutes = 60_000;
const site = (region: string) => ({
  gateway: `account-${region}-gateway`,
  nodes: [`account-${region}-data-1`, `account-${region}-data-2`],
});
const [here, there] = [site("fr-par"), site("de-fra-2")];
/** The hosts of this test have the steps of the database alone. */
const converge = `[Service]\nExecStart=\n${dataSteps.map((name) => `ExecStart=/usr/lib/bastide/converge.d/${name}\n`).join("")}`;
const guide = (title: string) => guideBlocks("restoring.md", title);
const records =
  "SELECT string_agg(concat(customer, ':', content->>'n'), ' ' ORDER BY content->>'n') FROM bastide.records";

/** Each command of the guide on bringing data back is run as it stands there; only the moment is the test's. */
describe.skipIf(untold !== "")(whereTold("bringing data back"), () => {
  vi.setConfig({ testTimeout: 6 * minutes });
  let running: DatabaseSite | undefined;
  let folder = "";
  let moment = "";
  const laid = (): DatabaseSite => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running;
  };
  const host = (name: string) => laid().host(name);
  const { sql, step, leader, other, inSync } = databaseCluster(laid, here.nodes);
  const all = [...here.nodes, ...there.nodes];
  const runsBlock = (name: string, block: string | undefined) => {
    if (block === undefined) throw new Error("The guide has no such block.");
    return sh(host(name), block.replaceAll("2026-01-31 09:00:00+00", moment));
  };
  /** The copy as it was at the moment; the logs follow within a minute. */
  const copies = async (name: string, block: string | undefined) => {
    let said = "";
    await until(
      async () =>
        runsBlock(name, block).then(
          () => true,
          async (error: Error) => {
            said = error.message;
            await sh(host(name), "rm -rf /srv/data/pgbackrest/copy*");
            return undefined;
          },
        ),
      { seconds: 120, everyMs: 2000, late: () => `${moment} can't be restored: ${said}` },
    );
  };
  const remember = async (on: Awaited<ReturnType<typeof leader>>) => {
    moment = (await sql(on, "SELECT pg_sleep(0.2); SELECT clock_timestamp() FROM pg_sleep(0.2)")).trim();
  };
  const follows = (name: string, query: string, expected: string, database = "bastide") =>
    until(
      async () => ((await sql(host(name), query, database).catch(() => "")) === expected ? true : undefined),
      {
        seconds: 120,
        everyMs: 1000,
        late: () => `${name} does not have what it should.`,
      },
    );

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
    running = await layDatabaseSite(
      folder,
      [here.gateway, ...here.nodes, there.gateway, ...there.nodes],
      findVersitygw(),
    );
    await running.boot(here.gateway, there.gateway, ...all);
    for (const name of all) {
      await sh(host(name), "mkdir -p /etc/systemd/system/bastide-converge.service.d");
      await host(name).writeFile("/etc/systemd/system/bastide-converge.service.d/test.conf", converge);
      await sh(host(name), "systemctl daemon-reload");
    }
    const becomes = async (name: string, names: readonly string[]) => {
      for (const each of names) await step(host(name), each);
    };
    await Promise.all([
      ...[here.gateway, there.gateway].map((name) => becomes(name, ["64-etcd"])),
      ...all.map((name) => becomes(name, dataSteps)),
    ]);
    await inSync();
    const on = await leader();
    await becomes(on.name, dataSteps);
    await sql(
      on,
      `CREATE SCHEMA bastide; CREATE TABLE bastide.customers (id text PRIMARY KEY);
       CREATE TABLE bastide.records (id int PRIMARY KEY, customer text REFERENCES bastide.customers, kind text, content jsonb);
       INSERT INTO bastide.customers VALUES ('acme'), ('other');
       INSERT INTO bastide.records VALUES (1, 'acme', 'note', '{\\"n\\": 1}'), (2, 'acme', 'note', '{\\"n\\": 2}'), (3, 'other', 'note', '{\\"n\\": 3}')`,
      "bastide",
    );
    await until(
      async () =>
        (await works(on, "grep -q '\"made\"' /srv/data/pgbackrest/backup.json")) ? true : undefined,
      { seconds: 180, everyMs: 1000, late: () => "No backup was made." },
    );
  }, 20 * minutes);

  afterAll(async () => {
    await running?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("brings rows back into the database, those alone that are gone or that are named", async () => {
    const on = await leader();
    await remember(on);
    await sql(on, "DELETE FROM bastide.records WHERE id IN (1, 3); SELECT pg_switch_wal()", "bastide");
    const [copy] = guide("A copy of that moment");
    const [, look] = guide("A copy of that moment");
    const [missing, named, dropped, end] = guide("Rows that somebody deleted or altered");
    await copies(on.name, copy);
    // Looking into it starts it and stops it; the rows need it started.
    expect(await runsBlock(on.name, look)).toMatch(/\n +3\n/);
    const start = (look ?? "")
      .split("\n")
      .filter((line) => !/psql|stop$/.test(line))
      .join("\n");
    await runsBlock(on.name, start);
    await runsBlock(on.name, missing);
    expect(await sql(on, records, "bastide")).toBe("acme:1 acme:2 other:3");
    await sql(on, "DROP TABLE bastide.records", "bastide");
    await runsBlock(on.name, dropped);
    expect(await sql(on, records, "bastide")).toBe("acme:1 acme:2 other:3");
    await sql(on, "UPDATE bastide.records SET content = '{\\\"n\\\": 7}'", "bastide");
    await runsBlock(on.name, named);
    expect(await sql(on, records, "bastide")).toBe("acme:1 acme:2 other:7");
    await runsBlock(on.name, end);
    expect(await works(on, "ls /srv/data/pgbackrest/copy /srv/data/pgbackrest/copy.log")).toBe(false);
    await follows(other(on).name, records, "acme:1 acme:2 other:7");
    for (const name of there.nodes) await follows(name, records, "acme:1 acme:2 other:7");
  });

  it(
    "brings the whole database of all regions back to a moment",
    async () => {
      const on = await leader();
      const rest = other(on);
      await remember(on);
      await sql(on, "DROP TABLE bastide.records; CREATE TABLE since (n int)", "bastide");
      await sql(on, "SELECT pg_switch_wal()");
      const [pause, off, front, follow, farOff, farFollow, remove] = guide("The whole database");
      await runsBlock(on.name, pause);
      await copies(on.name, guide("A copy of that moment")[0]);
      // Neither is put in a running database's place.
      const refused = "! /usr/lib/bastide/put-data copy /srv/data/pgbackrest/copy";
      expect(await sh(on, refused)).toBe("bastide-database runs: nothing was touched");
      for (const name of [rest.name, on.name]) await runsBlock(name, off);
      expect(await sh(rest, "! /usr/lib/bastide/put-data follow")).toMatch(
        /has to be there first: nothing was/,
      );
      await runsBlock(on.name, front);
      expect(await sql(on, records, "bastide")).toBe("acme:1 acme:2 other:7");
      expect(await sql(on, "SELECT to_regclass('since') IS NULL", "bastide")).toBe("t");
      expect(await inRecovery(on)).toBe("f");
      await runsBlock(rest.name, follow);
      await inSync(180);
      expect((await leader()).name).toBe(on.name);
      for (const name of there.nodes) await runsBlock(name, farOff);
      for (const name of there.nodes) {
        await runsBlock(name, farFollow);
        await until(
          async () =>
            (await works(
              host(name),
              `sudo -u postgres /usr/lib/bastide/cluster list | grep '${name} ' | grep -q streaming`,
            ))
              ? true
              : undefined,
          { seconds: 180, everyMs: 1000, late: () => `${name} does not stream.` },
        ).catch(async (error: unknown) => {
          console.log(
            await sh(
              host(name),
              "sudo -u postgres /usr/lib/bastide/cluster list; journalctl -u bastide-database -n 40 --no-pager",
            ),
          );
          throw error;
        });
      }
      await sql(on, "INSERT INTO bastide.records VALUES (9, 'acme', 'note', '{\\\"n\\\": 9}')", "bastide");
      for (const name of [rest.name, ...there.nodes])
        await follows(name, records, "acme:1 acme:2 other:7 acme:9");
      for (const name of all) {
        await runsBlock(name, remove);
        expect(await sh(host(name), "ls /srv/data/postgresql")).toBe("17");
      }
    },
    12 * minutes,
  );

  it("can be brought back to a moment after that, since the new history is in the buckets", async () => {
    const on = await leader();
    await remember(on);
    await sql(on, "DELETE FROM bastide.records; SELECT pg_switch_wal()", "bastide");
    const [copy, look] = guide("A copy of that moment");
    await copies(on.name, copy);
    expect(await runsBlock(on.name, look)).toMatch(/\n +4\n/);
  });
});
