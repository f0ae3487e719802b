import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { loadConfig } from "../../infra/config";
import { until } from "../../local-cloud/hosts/run";
import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { prodValues, put, rawOf, today } from "../support/infraConfigs";
import { sh, works } from "./support/converged";
import { all, frankfurt, paris, twoRegions } from "./support/twoRegions";

const minutes = 60_000;
const strictConfig = () => {
  const values = prodValues();
  put(values, ["bastide:classes", "account", "data", "strict"], true);
  return loadConfig(rawOf(values), today);
};

/** Two regions of a strict class's database; the tests come one after the other, and each begins where the one before has ended. */
describe.skipIf(noHosts !== "")(withHosts("a class whose commits wait for two regions"), () => {
  vi.setConfig({ testTimeout: 8 * minutes });
  const { laid, host, here, there, site, open, close } = twoRegions(strictConfig());
  /** Whether the commits of a region wait for the other one, too: by what its database itself says. */
  const waits = async (of: typeof here): Promise<boolean> => {
    const names = await of.sql(await of.leader(), "SHOW synchronous_standby_names");
    return [paris, frankfurt].every(({ nodes }) => nodes.some((name) => names.includes(name)));
  };
  const isStrict = (of: typeof here, wanted = true) =>
    until(async () => ((await waits(of).catch(() => undefined)) === wanted ? true : undefined), {
      seconds: 240,
      everyMs: 500,
      late: () => `Commits ${wanted ? "do not wait" : "still wait"} for the other region.`,
    });
  /** A row, acknowledged within these seconds; false where it was not. */
  const isAcknowledged = async (of: typeof here, row: number, seconds: number) => {
    const insert = `timeout -s KILL ${seconds} psql -XAtq -v ON_ERROR_STOP=1 -d postgres -c 'INSERT INTO rows VALUES (${row})'`;
    return works(await of.leader(), `cd /; runuser -u postgres -- ${insert}`);
  };
  const rowsOf = async (of: typeof here) =>
    of.sql(await of.leader(), "SELECT string_agg(n::text, ' ' ORDER BY n) FROM rows");

  beforeAll(async () => {
    await open();
    await here.sql(await here.leader(), "CREATE TABLE rows (n int PRIMARY KEY)");
  }, 20 * minutes);

  afterAll(close);

  it("is strict by itself once the other region follows", async () => {
    await isStrict(here);
    expect(JSON.parse(await site(paris, "state"))).toMatchObject({ role: "writes", strict: true });
    expect(await isAcknowledged(here, 1, 20)).toBe(true);
  });

  it("acknowledges nothing that only one region has, and goes on when the other one is back", async () => {
    for (const name of frankfurt.nodes) await host(name).cut();
    expect(await isAcknowledged(here, 2, 15)).toBe(false);
    for (const name of frankfurt.nodes) await host(name).restore();
    await until(async () => ((await isAcknowledged(here, 3, 20)) ? true : undefined), {
      seconds: 120,
      everyMs: 500,
      late: () => "No write is acknowledged although the other region is back.",
    });
    expect(await waits(here)).toBe(true);
  });

  it("goes on alone when a person says so, until they say otherwise", async () => {
    for (const name of frankfurt.nodes) await host(name).cut();
    expect(await site(paris, "strict off")).toContain("commits wait for this region alone");
    await isStrict(here, false);
    expect(await isAcknowledged(here, 4, 20)).toBe(true);
    for (const name of frankfurt.nodes) await host(name).restore();
    await sh(host(paris.nodes[0]), "sleep 10");
    expect(await waits(here)).toBe(false);
    await site(paris, "strict on");
    await isStrict(here);
    await expect(site(frankfurt, "strict off")).rejects.toThrow(/follows another one/);
  });

  it("hands over inside a region, and waits for both then", async () => {
    const before = await here.leader();
    console.log(await sh(before, "cd /; python3 -I -B /usr/lib/bastide/site switch"));
    expect((await here.leader()).name).not.toBe(before.name);
    await isStrict(here);
    expect(await isAcknowledged(here, 5, 30)).toBe(true);
  });

  it("loses no row that was acknowledged with a region that is lost without a word", async () => {
    const rows: number[] = [];
    for (let row = 10; row < 30; row++) if (await isAcknowledged(here, row, 20)) rows.push(row);
    expect(rows.length).toBe(20);
    await Promise.all(all(paris).map((name) => host(name).kill()));
    console.log(await site(frankfurt, "promote"));
    // What nobody was told of may be there as well.
    const kept = (await rowsOf(there)).split(" ").map(Number);
    expect(kept).toEqual(expect.arrayContaining([1, 3, 4, 5, ...rows]));
    expect(await waits(there)).toBe(false);
    expect(await isAcknowledged(there, 40, 20)).toBe(true);
  });

  it("is strict again once the region that was lost follows", async () => {
    await laid().boot(...all(paris));
    await isStrict(there);
    expect(await isAcknowledged(there, 41, 20)).toBe(true);
  });
});
