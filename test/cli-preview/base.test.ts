import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bastide } from "../cli/run";
import { copyOf, packFolder } from "../engine/support";
import { git } from "../support/projectFiles";

const folder = copyOf("program");
const edit = (file: string, from: string, to: string) => {
  const text = readFileSync(join(folder, file), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
};
const preview = (...more: string[]) =>
  bastide(folder, ["preview", "--stack", "dev", "--policy-pack", packFolder, ...more]);
const report = async (...more: string[]) => JSON.parse((await preview("--json", ...more)).stdout);
const commit = (message: string) => {
  git(folder, "add", ".");
  git(folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", message);
};

describe("bastide preview --base", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    writeFileSync(join(folder, ".gitignore"), "node_modules\n*.json\n");
    git(folder, "init", "-q", "-b", "main");
    commit("The base.");
    await preview("--out", "base.json");
    edit("main.js", 'type: "g6-nanode-1"', 'type: "g6-standard-2"');
    edit("main.js", 'inboundPolicy: "DROP"', 'inboundPolicy: "ACCEPT"');
    edit("main.js", 'name: "www"', 'name: "web"');
    commit("The change.");
  });

  it("compares with a ref, by the base's own program, and leaves the checkout alone", async () => {
    const { comparison, notes } = await report("--base", "HEAD~1");
    expect(notes.filter((note: string) => note.startsWith("Not compared"))).toEqual([]);
    expect(comparison.base).toMatch(/^HEAD~1 \([0-9a-f]{7}\)$/);
    const changes = comparison.changes.map(
      ({ action, name, properties }: { action: string; name: string; properties: unknown }) => ({
        action,
        name,
        properties,
      }),
    );
    expect(changes).toEqual([
      {
        action: "changed",
        name: "record",
        properties: [{ path: "name", before: "www", after: "web" }],
      },
      {
        action: "changed",
        name: "demo-firewall",
        properties: [{ path: "inboundPolicy", before: "DROP", after: "ACCEPT" }],
      },
      {
        action: "changed",
        name: "demo-instance",
        properties: [{ path: "type", before: "g6-nanode-1", after: "g6-standard-2" }],
      },
    ]);
    expect(comparison.cost).toMatchObject({ before: 5 + 2 + 4.96, after: 24 + 2 + 4.96, difference: 19 });
    expect(comparison.paths.added.length).toBeGreaterThan(0);
    expect(git(folder, "status", "--porcelain")).toBe("");
    expect(git(folder, "worktree", "list").trim().split("\n")).toHaveLength(1);
  });

  it("says the same with a report of the base, and with nothing else", async () => {
    const { comparison: byRef } = await report("--base", "HEAD~1");
    const { comparison: byFile } = await report("--base", "base.json");
    expect({ ...byFile, base: "" }).toEqual({ ...byRef, base: "" });
  });

  it("says that nothing differs from itself", async () => {
    const { stdout } = await preview("--base", "HEAD");
    expect(stdout).toMatch(/Against HEAD \([0-9a-f]{7}\): no resource differs\n/);
    expect(stdout).toMatch(/0 new network paths, 0 lost/);
    expect(stdout).toMatch(/\(no difference\)/);
  });

  it.each([
    ["a ref that is not there", "no-such-ref", /no such file and no such commit/],
    ["an option in place of a ref", "--exec=touch x", /no such file and no such commit/],
    ["a file that is no report", "Pulumi.yaml", /it is not JSON/],
    ["a folder", ".", /it is no report/],
  ])("goes on without %s, and says so", async (_, base, said) => {
    const { code, stdout } = await preview(`--base=${base}`);
    expect(stdout).toMatch(said);
    expect(stdout).toMatch(/Stack dev is compliant/);
    expect(code).toBe(0);
  });

  it("goes on without a base whose program fails, or whose report is another stack's, and says why", async () => {
    edit("main.js", "module.exports = {", 'throw new Error("The base is broken.");\nmodule.exports = {');
    commit("Broken.");
    git(folder, "revert", "--no-commit", "HEAD");
    const broken = (await report("--base", "HEAD")).notes.at(-1);
    expect(broken).toMatch(/^Not compared with HEAD \([0-9a-f]{7}\): its stack can't be evaluated/);
    await bastide(folder, [
      "preview",
      "--stack",
      "sealed",
      "--policy-pack",
      packFolder,
      "--out",
      "other.json",
    ]);
    const other = (await report("--base", "other.json")).notes.at(-1);
    expect(other).toBe("Not compared with other.json: it is a report of stack sealed.");
  });
});
