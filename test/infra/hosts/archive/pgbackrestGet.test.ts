import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { temporaryFolder } from "../../../support/temporaryFolder";

const script = readFileSync(
  join(__dirname, "../../../../infra/hosts/files/data/usr/lib/bastide/pgbackrest-get"),
  "utf8",
);

/** What comes of a request where the two buckets end like that: exit codes of pgBackRest, or `hangs`. */
function got(first: number | "hangs", second: number | "hangs") {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "conf"), "[global]\nrepo1-type=s3\nrepo1-path=/x\nrepo2-type=s3\n");
  const answer = (end: number | "hangs") =>
    end === "hangs" ? "exec sleep 60" : `${end === 0 ? 'echo data > "$place"; ' : ""}exit ${end}`;
  writeFileSync(
    join(folder, "pgbackrest"),
    `#!/bin/bash\nplace=\${@: -1}\necho "$*" >> ${folder}/asked\ncase $* in\n  *--repo=1*) ${answer(first)} ;;\n  *) ${answer(second)} ;;\nesac\n`,
  );
  chmodSync(join(folder, "pgbackrest"), 0o755);
  // A hundredth of the patience that hosts have.
  const quick = script
    .replace("/var/lib/bastide-database/pgbackrest.conf", join(folder, "conf"))
    .replace("--kill-after=1 4", "--kill-after=1 0.2");
  expect(quick).toContain("0.2");
  writeFileSync(join(folder, "script"), quick);
  const place = join(folder, "place");
  const { status } = spawnSync("bash", [join(folder, "script"), "account", "00000002.history", place], {
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
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
