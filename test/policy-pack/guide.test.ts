import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/guide/adding-a-policy.md"), "utf8");
const run = promisify(execFile);

/** The blocks of the page that say where they belong. */
function blocks(
  kind: "file" | "line",
): readonly { readonly path: string; readonly after: string; readonly text: string }[] {
  const pattern = new RegExp(`^\`\`\`ts ${kind}=(\\S+)(?: after=(\\S+))?\\n([\\s\\S]*?)^\`\`\`$`, "gm");
  return [...page.matchAll(pattern)].map(([, path = "", after = "", text = ""]) => ({ path, after, text }));
}

/** A program outside the tests that asks the pack of the copy about a volume, as an engine would. */
const ask = `
import { policies } from "./policy-pack/policies";
import { volume } from "./test/policy-pack/support/fixtures";
import { change, messagesOf } from "./test/policy-pack/support/resource";
import { it } from "vitest";
it("asks", () => {
  const small = change(volume, { size: 10 });
  const said = policies.flatMap((policy) => ("validateResource" in policy ? messagesOf(policy, small) : []));
  console.log(JSON.stringify({ said, names: policies.map(({ name }) => name) }));
});
`;

describe("docs/guide/adding-a-policy.md", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(root, "node_modules/.cache-guide-"));
    for (const part of [
      "policy-pack",
      "catalogue",
      "test/policy-pack",
      "test/security/checks",
      "tsconfig.json",
      "docs/policies.md",
    ]) {
      mkdirSync(dirname(join(folder, part)), { recursive: true });
      cpSync(join(root, part), join(folder, part), {
        recursive: true,
        filter: (path) => !path.endsWith("guide.test.ts"),
      });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    for (const { path, text } of blocks("file")) {
      writeFileSync(join(folder, path), text);
    }
    for (const { path, after, text } of blocks("line")) {
      const source = readFileSync(join(folder, path), "utf8");
      const [name = ""] = text.trim().split(",");
      // Whoever follows the guide in this checkout has the line already.
      if (source.includes(text)) {
        continue;
      }
      const from = `./${dirname(blocks("file")[0]?.path ?? "").replace("policy-pack/", "")}/${name}`;
      const added = source.replace(`\n  ${after}\n`, `\n  ${after}\n${text}`);
      expect(added, "the line has a place").not.toBe(source);
      writeFileSync(join(folder, path), `import { ${name} } from "${from}";\n${added}`);
    }
    writeFileSync(join(folder, "ask.test.ts"), ask);
    writeFileSync(
      join(folder, "vitest.config.mts"),
      "export default { test: { passWithNoTests: false } };\n",
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const vitest = (...files: readonly string[]) =>
    run(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", folder, ...files], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1", CI: "1" },
    });

  it("has one file, one spec and one line", () => {
    expect(blocks("file").map(({ path }) => path.replace(/\/.*/, ""))).toEqual(["policy-pack", "test"]);
    expect(blocks("line").map(({ text }) => text.trim().split("\n").length)).toEqual([1]);
  });

  it("brings a spec that passes, and a policy that keeps the rules for all policies", {
    timeout: 240_000,
  }, async () => {
    const { stdout } = await vitest(
      "test/policy-pack/volume/requireRoom.test.ts",
      "test/policy-pack/policies.test.ts",
    );
    expect(stdout).toMatch(/Test Files\s+2 passed/);
  });

  it("brings a policy that refuses, in the pack", { timeout: 120_000 }, async () => {
    const { stdout } = await vitest("ask.test.ts", "--disable-console-intercept");
    const line = stdout.split("\n").find((text) => text.startsWith("{")) ?? "{}";
    const { said, names } = JSON.parse(line) as { said: readonly string[]; names: readonly string[] };
    expect(names).toContain("linode-volume-require-room");
    expect(said).toEqual(['Volume "account-fr-par-data-1" has less than 20 GiB. Set `size` to 20 or more.']);
  });

  it("brings a spec that fails when the policy does not refuse", { timeout: 120_000 }, async () => {
    const file = join(folder, blocks("file")[0]?.path ?? "");
    const source = readFileSync(file, "utf8");
    writeFileSync(file, source.replace("const minimum = 20;", "const minimum = 2;"));
    await expect(vitest("test/policy-pack/volume/requireRoom.test.ts")).rejects.toThrow();
    writeFileSync(file, source);
  });
});
