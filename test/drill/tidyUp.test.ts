import { expect, it } from "vitest";
import type { Doors, Server } from "../../drill/doors";
import { type DrillJournal, drillJournalSchema } from "../../drill/journal";
import { tidyUp } from "../../drill/tidyUp";
import type { Undo } from "../../drill/undo";

const servers: readonly Server[] = [
  { name: "data-1", region: "fr-par", role: "data" },
  { name: "data-2", region: "fr-par", role: "data" },
  { name: "service-1", region: "fr-par", role: "service" },
];

/** Doors to hosts of which the second data node takes writes; a host can be away. */
function make(away: readonly string[] = []) {
  const done: string[] = [];
  const lost = new Set(away);
  const doors = {
    shell: async (host: string, script: string) => {
      if (lost.has(host)) throw new Error(`${host} can't be reached`);
      const what = [
        ...script.matchAll(
          /pg_is_in_recovery|DROP SCHEMA|edit-config|bastide-drill-(?:load|watch)|start [a-z]+/g,
        ),
      ].map(String);
      if (what[0] !== undefined && !what.includes("pg_is_in_recovery")) done.push(`${host} ${what[0]}`);
      return { code: 0, stdout: host === "data-2" ? "f" : "t", stderr: "" };
    },
    disaster: {
      restore: async (target: object) => {
        done.push(`restore ${Object.values(target)}`);
        lost.clear();
      },
      restoreBuckets: async (region: string) => void done.push(`buckets ${region}`),
    },
  } as unknown as Doors;
  return { done, doors };
}

const left: DrillJournal["broken"] = [
  {
    name: "Patroni's times",
    undo: [
      { does: "set", region: "fr-par", settings: { ttl: 20, failsafe_mode: null } },
      { does: "run", host: "data-1", script: "systemctl start fencing" },
    ],
  },
  { name: "data-1", undo: [{ does: "restore", target: { host: "data-1" } }] },
  { name: "object storage", undo: [{ does: "restore buckets", region: "fr-par" }] },
];

/** As another process reads it. */
const kept = (): Map<string, readonly Undo[]> => {
  const journal = drillJournalSchema.parse(
    JSON.parse(
      JSON.stringify({
        ...{ scenario: "node-loss", dataClass: "account", active: "fr-par", by: "ada" },
        ...{ startedAt: "2026-11-26T10:00:00.000Z", at: "Waiting", broken: left },
      }),
    ),
  );
  return new Map(journal.broken.map(({ name, undo }) => [name, undo]));
};

it("takes away what a killed drill has left, the last first, by what was kept of it", async () => {
  const { done, doors } = make(["data-1"]);
  const broken = kept();
  expect(await tidyUp({ doors, servers, broken, onPhase: () => {} })).toEqual({
    left: [],
    writesIn: "fr-par",
  });
  expect(done.slice(0, 4)).toEqual([
    "buckets fr-par",
    "restore data-1",
    "data-1 edit-config",
    "data-1 start fencing",
  ]);
  expect(done.slice(4).sort()).toEqual([
    "data-1 bastide-drill-watch",
    "data-2 DROP SCHEMA",
    "data-2 bastide-drill-watch",
    "service-1 bastide-drill-load",
  ]);
  expect(broken.size).toBe(0);
});

it("says what it could not take away, keeps that, and does all else", async () => {
  const { done, doors } = make(["data-1"]);
  const broken = new Map([...kept()].slice(0, 1));
  const { left: rest } = await tidyUp({ doors, servers, broken, onPhase: () => {} });
  expect(rest).toEqual([
    "restore Patroni's times (data-1 can't be reached)",
    "the watch on data-1 (data-1 can't be reached)",
  ]);
  expect([...broken.keys()]).toEqual(["Patroni's times"]);
  expect(done).toContain("data-2 edit-config");
  expect(done).toContain("data-2 DROP SCHEMA");
});
