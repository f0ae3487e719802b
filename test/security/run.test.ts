import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../support/projectFiles";
import { temporaryFolder } from "../support/temporaryFolder";
import { securityCommand } from "./command";
import { exceptionsFile, readExceptions } from "./exceptions";

/** Runs the command in this process. */
async function run(root: string, ...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const status = await securityCommand(["--root", root, ...args], {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { status, stdout, stderr };
}

const fault = "export const sum = (text: string): unknown => new Function(text)();\n";
const exception = {
  check: "static-analysis",
  rule: "no-new-func",
  where: "infra/planted.ts",
  text: "new Function(text)",
  reason: "Planted by a test, to be excused by it.",
  approvedBy: "platform team",
  reviewed: "2026-01-01",
  expires: "2026-12-31",
};
const second = { ...exception, rule: "sonarjs/code-eval" };

describe("npm run security", () => {
  it("prints one line for each check, writes its reports under .bastide/ and exits 0 when nothing is found", async () => {
    const root = temporaryFolder({ "infra/good.ts": "export const one = 1;\n" });
    const { stdout, status } = await run(root, "--only", "static-analysis", "--only", "secrets-in-history");
    expect(stdout.split("\n").map((line) => line.split(/\s+/).slice(0, 2).join(" "))).toEqual([
      "passed static-analysis",
      "skipped secrets-in-history",
      "passed exceptions",
      "",
    ]);
    expect(stdout).toContain("this is no git checkout");
    expect(status).toBe(0);
    expect(existsSync(join(root, ".bastide/security/security.json"))).toBe(true);
  });

  it("exits 1 with place, reason and fix when something is found", async () => {
    const { stdout, status } = await run(
      temporaryFolder({ "infra/planted.ts": fault }),
      "--only",
      "static-analysis",
    );
    expect(stdout).toMatch(/^failed +static-analysis/);
    expect(stdout).toContain("infra/planted.ts:1  no-new-func");
    expect(status).toBe(1);
  });

  it("speaks JSON", async () => {
    const root = temporaryFolder({ "infra/planted.ts": fault });
    const { stdout, status } = await run(root, "--json", "--only", "static-analysis");
    const { outcomes } = JSON.parse(stdout);
    expect(outcomes[0]).toMatchObject({ check: "static-analysis", verdict: "failed" });
    expect(outcomes[0].findings[0]).toMatchObject({ where: "infra/planted.ts:1" });
    expect(status).toBe(1);
  });

  it("fails a check that is required and has to be skipped", async () => {
    const only = ["--only", "secrets-in-history"];
    const { stdout, status } = await run(temporaryFolder(), ...only, "--require", "secrets-in-history");
    expect(stdout).toMatch(/^failed +secrets-in-history .*this is no git checkout/);
    expect(status).toBe(1);
  });

  it("fails when a check itself breaks", async () => {
    const { stdout, status } = await run(temporaryFolder({ "package-lock.json": "{" }), "--only", "licences");
    expect(stdout).toContain("The check itself failed");
    expect(status).toBe(1);
  });

  it("exits 2 for a check that does not exist", async () => {
    const { stderr, status } = await run(temporaryFolder(), "--only", "everything");
    expect(stderr).toContain('There is no check "everything".');
    expect(status).toBe(2);
  });

  it("accepts what a reviewed exception covers, and reports an exception that covers nothing", async () => {
    const idle = { ...exception, where: "infra/gone.ts" };
    const root = temporaryFolder({
      "infra/planted.ts": fault,
      [exceptionsFile]: JSON.stringify([exception, second, idle].map((each) => ({ ...each, ...thisYear() }))),
    });
    const { outcomes } = JSON.parse((await run(root, "--json", "--only", "static-analysis")).stdout);
    expect(outcomes[0]).toMatchObject({ check: "static-analysis", verdict: "passed", excepted: 2 });
    expect(outcomes[1]).toMatchObject({
      check: "exceptions",
      verdict: "failed",
      findings: [{ rule: "unused" }],
    });
  });
});

/** Dates that hold today. */
function thisYear() {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  return { reviewed: day(-10), expires: day(10) };
}

describe("test/security/run.ts", () => {
  it("is what npm starts, and ends with the command's exit code", () => {
    const scripts = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")).scripts;
    expect(scripts.security).toBe("tsx test/security/run.ts");
    const tsx = join(projectRoot, "node_modules/tsx/dist/cli.mjs");
    const args = [tsx, "test/security/run.ts", "--only", "everything"];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: projectRoot, encoding: "utf8" });
    expect(stderr).toContain('There is no check "everything".');
    expect(status).toBe(2);
  });
});

describe("the reviewed exceptions", () => {
  const judge = (entries: unknown, today = "2026-06-01") =>
    readExceptions(temporaryFolder({ [exceptionsFile]: JSON.stringify(entries) }), today);

  it("hold until their last day", () => {
    expect(judge([exception], "2026-12-31")).toEqual({ valid: [exception], findings: [] });
  });

  it.each([
    ["expired", [exception], "2027-01-01", "It expired on 2026-12-31"],
    ["reviewed in the future", [exception], "2025-12-31", "which is in the future"],
    ["longer than a year", [{ ...exception, expires: "2027-06-01" }], "2026-06-01", "366 are the most"],
    ["without a reason", [{ ...exception, reason: "no" }], "2026-06-01", "Say why in a sentence."],
    ["without an approver", [{ ...exception, approvedBy: "" }], "2026-06-01", "approvedBy"],
    ["with an invented key", [{ ...exception, forever: true }], "2026-06-01", "forever"],
    ["for a whole file", [{ ...exception, text: undefined }], "2026-06-01", "quote part of the source line"],
    ["not a list", { exception }, "2026-06-01", "not a JSON list"],
  ])("are refused when %s", (_, entries, today, message) => {
    const { valid, findings } = judge(entries, today);
    expect(valid).toEqual([]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toContain(message);
  });

  it("of this project are well formed", () => {
    const entries = JSON.parse(readFileSync(join(projectRoot, exceptionsFile), "utf8"));
    const reviewed = entries
      .map((each: { reviewed: string }) => each.reviewed)
      .sort()
      .at(-1);
    expect(readExceptions(projectRoot, reviewed).findings).toEqual([]);
  });
});
