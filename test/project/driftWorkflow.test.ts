import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { projectRoot } from "../support/projectFiles";
import { temporaryFolder } from "../support/temporaryFolder";

const step = z.looseObject({
  id: z.string().optional(),
  run: z.string().optional(),
  shell: z.string().optional(),
});
const workflow = z.object({ jobs: z.object({ check: z.looseObject({ steps: z.array(step) }) }) });

const { jobs } = workflow.parse(
  parse(readFileSync(join(projectRoot, ".github/workflows/drift.yml"), "utf8")),
);
const judging = jobs.check.steps.find(({ id }) => id === "policy");

const noJq = spawnSync("jq", ["--version"]).status === 0 ? "" : " (skipped: jq is not installed)";

/** Stands in for the CLI: it answers what `pulumi config --json` does, and notes what the analysis is given. */
const cli = (answer: string) => `#!/bin/sh
case "$1 $2" in
  "config --stack") ${answer} ;;
  "policy analyze") printf '%s' "$PULUMI_CONFIG" > given.json; echo "analysed $*" ;;
  *) echo "not expected: $*" >&2; exit 64 ;;
esac
`;

/** As `pulumi config --json` prints it without `--show-secrets`: a secret has no value. */
const configuration = {
  "bastide:reviews": {
    value: '{"policy":"2026-09-14"}',
    objectValue: { policy: "2026-09-14" },
    secret: false,
  },
  "bastide:managers": { value: '["dagny"]', objectValue: ["dagny"], secret: false },
  "other:password": { secret: true },
};

/** Runs the step's script as a runner does. */
function run(answer: string) {
  const folder = temporaryFolder();
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "pulumi"), cli(answer));
  chmodSync(join(bin, "pulumi"), 0o755);
  writeFileSync(join(folder, "config.json"), JSON.stringify(configuration));
  const shell = judging?.shell === "bash" ? ["--noprofile", "--norc", "-eo", "pipefail"] : ["-e"];
  const { status, stdout, stderr } = spawnSync("bash", [...shell, "-c", judging?.run ?? ""], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: `${bin}:${process.env.PATH}`, STACK: "prod" },
  });
  const given = spawnSync("cat", [join(folder, "given.json")], { encoding: "utf8" });
  return { status, said: stdout + stderr, given: given.status === 0 ? given.stdout : undefined };
}

describe.skipIf(noJq !== "")(`the nightly judgement of the live state${noJq}`, () => {
  it("hands the pack the stack's configuration as the engine would, and prints none of it", () => {
    const { status, said, given } = run("cat config.json");
    expect(said).toBe("analysed policy analyze --stack prod --policy-pack policy-pack --non-interactive\n");
    expect(status).toBe(0);
    expect(JSON.parse(given ?? "")).toEqual({
      "bastide:reviews": '{"policy":"2026-09-14"}',
      "bastide:managers": '["dagny"]',
      "other:password": null,
    });
  });

  it.each([
    ["the configuration can't be read", "echo 'no such stack' >&2; exit 255"],
    ["it is no JSON", "echo oops"],
  ])("fails, and judges nothing, where %s", (_, answer) => {
    const { status, given } = run(answer);
    expect(status).not.toBe(0);
    expect(given).toBeUndefined();
  });

  it("asks for no secret in plain text", () => {
    expect(judging?.run).not.toContain("--show-secrets");
  });
});
