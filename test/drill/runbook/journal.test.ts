import { readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";

import { journalling, nothingLeft } from "../../../cli/drill/journalling";
import {
  drillFile,
  journalFile,
  journalsIn,
  openMatters,
  readJournal,
  writeJournal,
} from "../../../cli/drill/journals";
import type { DrillJournal } from "../../../drill/journal";
import { type Journal, unfinished } from "../../../drill/runbook/journal";
import { temporaryFolder } from "../../support/temporaryFolder";

const begun: Journal = {
  ...{ command: "failover", dataClass: "account", to: "de-fra-2", isLost: false },
  ...{ startedAt: "2026-11-26T10:00:00.000Z", by: "amara", state: "begun", left: [] },
};

describe("what is kept of a failover", () => {
  it("is read as it was written, by its owner alone, and nothing else is left", () => {
    const folder = temporaryFolder();
    const file = journalFile(folder, "account");
    expect(readJournal(file)).toBeNull();
    writeJournal(file, begun);
    writeJournal(file, { ...begun, state: "failed", left: ["x"] });
    expect(readJournal(file)).toEqual({ ...begun, state: "failed", left: ["x"] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual([basename(file)]);
  });

  it("is found for each class; a damaged one is left out, and named where it is needed", () => {
    const folder = temporaryFolder();
    expect(journalsIn(join(folder, "nowhere"))).toEqual([]);
    writeJournal(journalFile(folder, "account"), begun);
    writeJournal(journalFile(folder, "contact"), { ...begun, dataClass: "contact" });
    writeFileSync(journalFile(folder, "events"), '{"to": ');
    writeFileSync(join(folder, "hosts.json"), "{}");
    expect(journalsIn(folder).map(({ dataClass }) => dataClass)).toEqual(["account", "contact"]);
    expect(() => readJournal(journalFile(folder, "events"))).toThrow();
  });

  it("says who began what, what is left, and how to go on, until it is done", () => {
    expect(unfinished({ ...begun, state: "done" })).toBeNull();
    expect(unfinished({ ...begun, state: "not fenced", left: ["one may still take writes"] })).toBe(
      "amara began to have de-fra-2 take the writes of account at 2026-11-26T10:00:00.000Z: the old region may still take writes, so nothing was promoted. one may still take writes. `bastide failover --class account --resume` goes on with it.",
    );
    expect(unfinished({ ...begun, command: "failback" })).toContain(
      "was ended from outside. `bastide failback --class account --resume`",
    );
  });
});

describe("what is kept of a drill", () => {
  const at: Omit<DrillJournal, "by" | "startedAt"> = {
    ...{ scenario: "node-loss", dataClass: "account", active: "fr-par", at: "Waiting: fr-par is whole" },
    broken: [{ name: "data-1", undo: [{ does: "restore", target: { host: "data-1" } }] }],
  };

  it("is there until nothing is left, is told of meanwhile, and keeps other drills of the class from beginning", () => {
    const folder = temporaryFolder();
    const { onJournal } = journalling(folder, "account");
    nothingLeft(folder, "account");
    onJournal(at);
    expect(openMatters(folder)).toEqual([
      expect.stringMatching(
        /^\S+ began the drill node-loss of account at \S+Z: it is under way, or was ended from outside at "Waiting: fr-par is whole". Not yet as it was: data-1. `bastide drill --tidy-up --class account` /,
      ),
    ]);
    expect(() => nothingLeft(folder, "account")).toThrow("The drill node-loss did not come to its end");
    nothingLeft(folder, "contact");
    onJournal(null);
    nothingLeft(folder, "account");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps others from beginning where it can't be read, too", () => {
    const folder = temporaryFolder();
    writeFileSync(drillFile(folder, "account"), "{");
    expect(() => nothingLeft(folder, "account")).toThrow("has left something");
  });

  it("has writes that it moves as a failover that can be resumed", () => {
    const folder = temporaryFolder();
    const { onMove } = journalling(folder, "account");
    onMove({ command: "failover", to: "de-fra-2", isLost: true }, "begun", []);
    expect(openMatters(folder)).toEqual([
      expect.stringContaining("`bastide failover --class account --resume`"),
    ]);
    onMove({ command: "failover", to: "de-fra-2", isLost: true }, "done", []);
    expect(openMatters(folder)).toEqual([]);
  });
});
