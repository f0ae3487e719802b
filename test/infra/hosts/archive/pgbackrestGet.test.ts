import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { temporaryFolder } from "../../../support/temporaryFolder";
import { layArchive } from "./laidArchive";

/** What comes of a request where the two buckets end like that: exit codes of pgBackRest, or `hangs`. */
function got(first: number | "hangs", second: number | "hangs") {
  const folder = temporaryFolder();
  const answer = (end: number | "hangs") =>
    end === "hangs" ? "exec sleep 60" : `${end === 0 ? 'echo data > "$place"; ' : ""}exit ${end}`;
  const standIn = `#!/bin/bash\nplace=\${@: -1}\necho "$*" >> ${folder}/asked\ncase $* in\n  *--repo=1*) ${answer(first)} ;;\n  *) ${answer(second)} ;;\nesac\n`;
  const { script, env } = layArchive(folder, { program: "pgbackrest-get", standIn, isQuick: true });
  const place = join(folder, "place");
  const { status } = spawnSync("bash", [script, "account", "00000002.history", place], { env });
  const asked = readFileSync(join(folder, "asked"), "utf8").trim().split("\n");
  return { status, isThere: existsSync(place), asked: asked.map((line) => /--repo=(\d)/.exec(line)?.[1]) };
}

describe("a piece of the log", () => {
  it("comes from the first bucket", () => {
    expect(got(0, 0)).toEqual({ status: 0, isThere: true, asked: ["1"] });
  });

  it("is nowhere where the first bucket does not have it", () => {
    expect(got(1, 0)).toEqual({ status: 1, isThere: false, asked: ["1"] });
  });

  it("comes from the second bucket where the first one fails, or does not answer in time", () => {
    expect(got(49, 0)).toEqual({ status: 0, isThere: true, asked: ["1", "2"] });
    expect(got("hangs", 0)).toEqual({ status: 0, isThere: true, asked: ["1", "2"] });
  });

  it("is told as absent, with a code at which PostgreSQL goes on, where no bucket answers", () => {
    expect(got("hangs", 137)).toEqual({ status: 1, isThere: false, asked: ["1", "2"] });
  });
});

describe("what is not asked for", () => {
  /** What comes of a request of a node whose log holds that, and which was chosen to take writes so many seconds ago. */
  function gotThere(name: string, { has = [], chosen }: { has?: readonly string[]; chosen?: number }) {
    const folder = temporaryFolder();
    const standIn = `#!/bin/bash\necho asked >> ${folder}/asked\necho archived > "\${@: -1}"\n`;
    const { script, env } = layArchive(folder, { program: "pgbackrest-get", standIn });
    const mark = join(folder, "chosen");
    const text = readFileSync(script, "utf8");
    expect(text).toContain("/run/bastide-database/chosen");
    writeFileSync(script, text.replace("/run/bastide-database/chosen", mark));
    mkdirSync(join(folder, "pg_wal"));
    for (const file of has) writeFileSync(join(folder, "pg_wal", file), "own\n");
    if (chosen !== undefined) {
      writeFileSync(mark, "");
      utimesSync(mark, Date.now() / 1000 - chosen, Date.now() / 1000 - chosen);
    }
    const place = join(folder, "place");
    const { status } = spawnSync("bash", [script, "account", name, place], { env, cwd: folder });
    return {
      status,
      got: existsSync(place) ? readFileSync(place, "utf8").trim() : null,
      isAsked: existsSync(join(folder, "asked")),
    };
  }
  const history = "00000003.history";
  const piece = "000000030000000000000009";

  it("is a history that the node has: given it, PostgreSQL would call it archived", () => {
    expect(gotThere(history, { has: [history] })).toEqual({ status: 1, got: null, isAsked: false });
    expect(gotThere("00000004.history", { has: [history] })).toEqual({
      ...{ status: 0, got: "archived", isAsked: true },
    });
  });

  it("is a piece of the log for a node that has just been chosen", () => {
    expect(gotThere(piece, { chosen: 2 })).toEqual({ status: 1, got: null, isAsked: false });
    expect(gotThere(piece, { chosen: 30 })).toEqual({ status: 0, got: "archived", isAsked: true });
    expect(gotThere(piece, {})).toEqual({ status: 0, got: "archived", isAsked: true });
  });

  it("is asked for where it is a newer history, also then", () => {
    expect(gotThere("00000004.history", { chosen: 2 }).isAsked).toBe(true);
  });
});
