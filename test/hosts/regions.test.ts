import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { until } from "../../local-cloud/hosts/run";
import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { sh, works } from "./support/converged";
import { inRecovery } from "./support/databaseCluster";
import { all, frankfurt, paris, type Region, twoRegions } from "./support/twoRegions";

const minutes = 60_000;
/** Two regions of a class's database; the tests come one after the other, and each begins where the one before has ended. */
describe.skipIf(noHosts !== "")(withHosts("which region takes writes"), () => {
  vi.setConfig({ testTimeout: 8 * minutes });
  const { laid, host, here, there, site, open, close } = twoRegions();
  const state = async (of: Region): Promise<{ role: string; term: number; leader: string }> =>
    JSON.parse(await site(of, "state"));
  const becomes = (of: Region, role: string) =>
    until(async () => ((await state(of).catch(() => undefined))?.role === role ? true : undefined), {
      seconds: 240,
      everyMs: 1000,
      late: () => `${of.gateway}'s region does not say "${role}".`,
    });
  /** Every node of the region follows, and has the newest row. */
  const has = (of: Region, rows: string) =>
    until(
      async () => {
        const answers = await Promise.all(
          of.nodes.map(async (name) => [
            await inRecovery(host(name)).catch(() => ""),
            await here.sql(host(name), "SELECT max(n) FROM rows").catch(() => ""),
          ]),
        );
        return answers.every(([follows, max]) => follows === "t" && max === rows) ? true : undefined;
      },
      { seconds: 240, everyMs: 1000, late: () => `${of.nodes.join(" and ")} do not have row ${rows}.` },
    );
  const opened = async (of: Region): Promise<boolean> =>
    (
      await Promise.all(
        of.nodes.map((name) =>
          works(host(name), "journalctl -u bastide-database -b | grep -q 'received promote request'"),
        ),
      )
    ).some(Boolean);

  beforeAll(async () => {
    await open();
    await here.inSync();
    await here.sql(await here.leader(), "CREATE TABLE rows (n int PRIMARY KEY); INSERT INTO rows VALUES (1)");
    await has(frankfurt, "1");
  }, 20 * minutes);

  afterAll(close);

  it("is what both say, each by its own databases", async () => {
    expect(await state(paris)).toMatchObject({ role: "writes", term: 0 });
    expect(await state(frankfurt)).toMatchObject({ role: "follows", term: 0 });
  });

  it("is not changed by a word while the other one takes writes", async () => {
    await expect(site(frankfurt, "promote")).rejects.toThrow(/takes writes: fence it first, or hand over/);
    await expect(site(paris, "follow de-fra-2")).rejects.toThrow(/would follow nobody/);
    expect((await state(frankfurt)).role).toBe("follows");
  });

  it("is the other one when the first is lost and a person says so, within seconds", async () => {
    await Promise.all(all(paris).map((name) => host(name).kill()));
    const said = await site(frankfurt, "promote");
    console.log(said);
    await there.sql(await there.leader(), "INSERT INTO rows VALUES (2)");
    expect(await state(frankfurt)).toMatchObject({ role: "writes", term: 1 });
  });

  it("stays that one when the first comes back, which opens nothing and follows by itself", async () => {
    await laid().boot(...all(paris));
    await becomes(paris, "follows");
    await has(paris, "2");
    expect(await opened(paris)).toBe(false);
    expect(await state(paris)).toMatchObject({ role: "follows", term: 1 });
  });

  it("is the first one again without a loss, when both are there", async () => {
    await expect(site(paris, "stop")).rejects.toThrow(/follows another one/);
    const leader = await there.leader();
    await there.sql(leader, "INSERT INTO rows VALUES (3)");
    const place = await sh(leader, "cd /; python3 -I -B /usr/lib/bastide/site stop");
    const next = (await state(paris)).leader;
    await until(
      async () =>
        (await here.sql(host(next), `SELECT pg_last_wal_replay_lsn() > '${place.trim()}'`)) === "t"
          ? true
          : undefined,
      { seconds: 20, everyMs: 100, late: () => `${next} has not got ${place}.` },
    );
    await site(paris, "promote");
    await site(frankfurt, "follow fr-par");
    await here.sql(await here.leader(), "INSERT INTO rows VALUES (4)");
    await has(frankfurt, "4");
    expect(await here.sql(await here.leader(), "SELECT string_agg(n::text, ' ' ORDER BY n) FROM rows")).toBe(
      "1 2 3 4",
    );
  });

  it("goes on where it was when a hand-over is broken off", async () => {
    const leader = await here.leader();
    await sh(leader, "cd /; python3 -I -B /usr/lib/bastide/site stop");
    expect((await state(paris)).role).toBe("neither");
    await site(paris, "start");
    await here.sql(await here.leader(), "INSERT INTO rows VALUES (5)");
    await has(frankfurt, "5");
  });

  it("is the newer one of two that both take writes after a cut, and the other one gives way", async () => {
    const cut = paris.nodes.map((name) => host(name));
    // Between the two regions alone: inside it, all goes on.
    const far = frankfurt.nodes.map((name) => laid().description(name).addresses.overlay);
    for (const each of cut)
      await sh(each, far.map((address) => `ip rule add priority 40 to ${address} blackhole`).join("; "));
    await site(frankfurt, "promote");
    await there.sql(await there.leader(), "INSERT INTO rows VALUES (6)");
    expect((await state(paris)).role).toBe("writes");
    for (const each of cut)
      await sh(each, far.map((address) => `ip rule del priority 40 to ${address} blackhole`).join("; "));
    await becomes(paris, "follows");
    await has(paris, "6");
  });
});
