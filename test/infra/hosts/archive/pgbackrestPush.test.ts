import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { temporaryFolder } from "../../../support/temporaryFolder";
import { layArchive } from "./laidArchive";

/** Gives the histories of a folder, notes what is pushed, and can be out of order as a whole or as the first bucket. */
const standIn = `#!/bin/bash
for word in "$@"; do
  case $word in
    archive-get) shift $(($# - 2)); [ ! -e broken ] || exit 103; cp "histories/$1" "$2" 2>/dev/null || exit 1; exit 0 ;;
    archive-push) echo "$*" >> pushed; case $* in *-1.conf*) [ ! -e away ] || exit 82 ;; esac ;;
  esac
done
`;

/** What is pushed of a file by a node, and how that ends, where the archive has these histories. */
function pushed(
  file: string,
  histories: Readonly<Record<string, string>>,
  {
    isBroken = false,
    isAway = false,
    ready = [] as readonly string[],
    own = {} as Readonly<Record<string, string>>,
  } = {},
) {
  const folder = temporaryFolder();
  spawnSync("mkdir", ["-p", join(folder, "pg_wal/archive_status")]);
  for (const name of ready) writeFileSync(join(folder, `pg_wal/archive_status/${name}.ready`), "");
  for (const [name, text] of Object.entries(own)) writeFileSync(join(folder, "pg_wal", name), text);
  if (isAway) writeFileSync(join(folder, "away"), "");
  spawnSync("mkdir", [join(folder, "histories")]);
  for (const [name, text] of Object.entries(histories)) writeFileSync(join(folder, "histories", name), text);
  writeFileSync(join(folder, "pushed"), "");
  if (isBroken) writeFileSync(join(folder, "broken"), "");
  const { script, config, env } = layArchive(folder, { program: "pgbackrest-push", standIn });
  const { status, stdout } = spawnSync("bash", [script, "account", `pg_wal/${file}`], {
    cwd: folder,
    encoding: "utf8",
    env,
  });
  const calls = readFileSync(join(folder, "pushed"), "utf8").trim().split("\n").sort();
  return { status, said: stdout.trim(), calls: calls.filter((call) => call !== "").map(short) };

  /** Which bucket, and what is asked beside the patience that all have. */
  function short(call: string): string {
    const [settings = "", ...words] = call.split(" ");
    expect(words.splice(0, 3)).toEqual(["--stanza=account", "--io-timeout=20", "--archive-timeout=30"]);
    return [settings.replace(`--config=${config.replace(".conf", "-")}`, ""), ...words].join(" ");
  }
}

/** A call for each bucket. */
const each = (call: string): readonly string[] => [`1.conf ${call}`, `2.conf ${call}`];

const third = {
  "00000002.history": "1\t0/5000000\tno recovery target\n",
  "00000003.history": "1\t0/5000000\tno recovery target\n\n2\t1/FE000060\tno recovery target\n",
};

describe("the archive of logs", () => {
  it("gets what a leader wrote that nobody has followed", () => {
    const file = "000000020000000000000005";
    expect(pushed(file, {})).toEqual({ status: 0, said: "", calls: each(`archive-push pg_wal/${file}`) });
    expect(pushed(file, { "00000002.history": "1\t0/5000000\tx\n" }).status).toBe(0);
  });

  it("gets all that is older than the place where others went on, one at a time", () => {
    for (const file of ["0000000200000001000000FD", "000000010000000000000004"])
      expect(pushed(file, third)).toEqual({
        status: 0,
        said: "",
        calls: each(`--no-archive-async archive-push pg_wal/${file}`),
      });
  });

  it("gets nothing of what a leader wrote from there on", () => {
    for (const file of ["0000000200000001000000FE", "0000000200000001000000FF", "000000020000000200000000"])
      expect(pushed(file, third)).toEqual({
        status: 1,
        said: `${file} is not archived: timeline 3 went on without it, from 1/FE000060`,
        calls: [],
      });
    expect(pushed("000000010000000000000005", third).status).toBe(1);
  });

  it("knows the newest of several that went on", () => {
    const histories = { ...third, "00000004.history": `${third["00000003.history"]}3\t2/0\tx\n` };
    expect(pushed("000000030000000200000000", histories).status).toBe(1);
    expect(pushed("0000000300000001000000FF", histories).status).toBe(0);
  });

  it("is not asked for ever for what the node itself has left behind, whether it can be reached or not", () => {
    const file = "0000000200000001000000FE";
    const own = { "00000002.history": "1\t0/5000000\tx\n", "00000003.history": third["00000003.history"] };
    const forgotten = {
      ...{ status: 0, calls: [] },
      said: `${file} is not archived, and no longer needed: this node went on without it, from 1/FE000060`,
    };
    expect(pushed(file, third, { own })).toEqual(forgotten);
    expect(pushed(file, {}, { own, isBroken: true })).toEqual(forgotten);
    expect(pushed("0000000200000001000000FD", third, { own }).calls).toHaveLength(2);
    // Its own time line is no past.
    expect(pushed("000000030000000100000000", third, { own }).calls).toHaveLength(2);
    expect(pushed(file, third, { own: { "00000002.history": "1\t0/5000000\tx\n" } }).status).toBe(1);
  });

  it("gets nothing of a time line that the newest one doesn't come from", () => {
    expect(pushed("000000020000000000000001", { "00000003.history": "1\t0/5000000\tx\n" })).toMatchObject({
      status: 1,
      said: "000000020000000000000001 is not archived: timeline 3 does not come from 2",
    });
  });

  it("gets nothing while it does not answer", () => {
    expect(pushed("000000020000000000000001", {}, { isBroken: true })).toMatchObject({
      status: 103,
      calls: [],
    });
  });

  it("gets it into one bucket while the other is away, and what became ready meanwhile", () => {
    const piece = (last: string): string => `0000000100000000000000${last}`;
    const ready = [piece("05"), piece("07"), piece("06"), "00000002.history", `${piece("04")}.partial`];
    expect(pushed(piece("05"), {}, { isAway: true, ready })).toEqual({
      ...{ status: 82, said: "" },
      calls: [
        `1.conf archive-push pg_wal/${piece("05")}`,
        `2.conf archive-push pg_wal/${piece("05")}`,
        `2.conf archive-push pg_wal/${piece("07")}`,
      ],
    });
    expect(pushed(piece("05"), {}, { isAway: true, ready: [piece("05")] }).calls).toEqual(
      each(`archive-push pg_wal/${piece("05")}`),
    );
  });

  it("gets nothing along with a piece of which others went on", () => {
    const file = "0000000200000001000000FD";
    expect(pushed(file, third, { ready: [file, "0000000200000001000000FE"] })).toMatchObject({
      ...{ status: 0, calls: each(`--no-archive-async archive-push pg_wal/${file}`) },
    });
  });

  it("gets histories and what is cut off as they are", () => {
    for (const file of ["00000002.history", "000000020000000000000005.partial"])
      expect(pushed(file, third)).toEqual({
        status: 0,
        said: "",
        calls: each(`archive-push pg_wal/${file}`),
      });
  });
});
