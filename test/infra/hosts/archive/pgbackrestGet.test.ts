import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
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
