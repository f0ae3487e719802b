import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packFolder, program } from "../engine/support";
import { bastide } from "./run";

const preview = (format: string, broken = "", ...more: string[]) =>
  bastide(
    program.root,
    ["preview", "--stack", "dev", "--policy-pack", packFolder, "--format", format, ...more],
    {
      FIXTURE_BREAK: broken,
    },
  );

describe("bastide preview", () => {
  it("says that a compliant program is, and exits 0", async () => {
    const { code, stdout } = await preview("text");
    expect(stdout).toMatch(/9 resources:/);
    expect(stdout).toMatch(/Policy pack fixture 1\.2\.3: 6 policies over 1\d resources/);
    expect(stdout).toMatch(/Stack dev is compliant\.\n$/);
    expect(stdout).not.toContain("\u001b[");
    expect(code).toBe(0);
  });

  it("names policy, resource and fix of a violation, and exits 1", async () => {
    const { code, stdout } = await preview("text", "volume-protected");
    expect(stdout).toMatch(
      /✗ volume-protected {2}mandatory, high\n {4}Volumes are protected\.\n {4}- demo-inner-volume \(linode Volume\): It was asked to fail\./,
    );
    expect(stdout).toMatch(/not compliant: 1 violation\.\n$/);
    expect(code).toBe(1);
  });

  it("shows colour where it is wanted only", async () => {
    const args = ["preview", "--stack", "dev", "--policy-pack", packFolder];
    const { stdout } = await bastide(program.root, args, { NO_COLOR: "", FORCE_COLOR: "1" });
    expect(stdout).toContain("\u001b[32mStack dev is compliant");
  });

  it("writes JSON with every resource and no secret", async () => {
    const { code, stdout } = await bastide(program.root, [
      "preview",
      "--stack",
      "sealed",
      "--policy-pack",
      packFolder,
      "--json",
    ]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ way: "offline", stack: "sealed", compliant: true });
    const zone = report.resources.find(({ name }: { name: string }) => name === "zone");
    expect(zone.inputs.description).toBe("[secret]");
    expect(report.notes).toContain("Not decrypted, so unknown here: fixture:token.");
    expect(code).toBe(0);
  });

  it("writes SARIF that names rule, severity and resource", async () => {
    const { code, stdout } = await preview("sarif", "volume-protected");
    const [run] = JSON.parse(stdout).runs;
    const found = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === "volume-protected");
    const rule = run.tool.driver.rules[found.ruleIndex];
    expect(JSON.parse(stdout).version).toBe("2.1.0");
    expect(rule.id).toBe(found.ruleId);
    expect(found).toMatchObject({
      level: "error",
      message: { text: expect.stringContaining("demo-inner-volume") },
    });
    expect(rule.properties["security-severity"]).toBe("8.0");
    expect(code).toBe(1);
  });

  it("writes JUnit with one case a policy", async () => {
    const { stdout } = await preview("junit", "volume-protected");
    expect(stdout).toMatch(/<testsuites name="bastide" tests="6" failures="1" errors="0"/);
    expect(stdout.match(/<testcase /g)).toHaveLength(6);
    expect(stdout).toMatch(
      /name="volume-protected" time="0"><failure message="Volumes are protected\." type="high">/,
    );
  });

  it("writes Markdown for a pull request", async () => {
    const { stdout } = await preview("markdown", "volume-protected");
    expect(stdout).toMatch(/^## ❌ Stack dev is not compliant: 1 violation\./);
    expect(stdout).toMatch(/\| demo-inner-volume \(linode Volume\) \| It was asked to fail\. \|/);
  });

  it("writes to a file, and says so, or says why not", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bastide-out-"));
    const file = join(folder, "new", "report.json");
    const { code, stdout, stderr } = await preview("json", "", "--out", file);
    expect(JSON.parse(readFileSync(file, "utf8")).compliant).toBe(true);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(new RegExp(`Wrote ${file}: (not )?compliant\\.`));
    const failed = await preview("json", "", "--out", join(file, "x.json"));
    expect(failed.stderr).toMatch(/can't be written/);
    expect(failed.code).toBe(2);
    rmSync(folder, { recursive: true });
  });
});
