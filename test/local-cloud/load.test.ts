import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { projectRoot } from "../support/projectFiles";
import { temporaryFolder } from "../support/temporaryFolder";

const load = join(projectRoot, "local-cloud/load.js");
let folder: string;
beforeEach(() => {
  folder = temporaryFolder({
    "sources/main.ts":
      'import { word } from "./parts/word";\nexport const said: string = word;\nexport const fail = (): never => {\n  throw new Error("here");\n};\n',
    "sources/parts/word.ts": 'export const word: string = "one";\n',
    "modules/.package-lock.json": "{}",
  });
});

/** Loads the sources in a process of its own and gives what an expression over their exports comes to. */
function loaded(expression = "main.said", environment: NodeJS.ProcessEnv = {}): string {
  const places = [join(folder, "sources"), join(folder, "modules")].map((each) => JSON.stringify(each));
  const program = `const main = require(${JSON.stringify(load)}).load(${places}); console.log(${expression})`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", program], {
    encoding: "utf8",
    env: { ...process.env, BASTIDE_DEBUG: "", ...environment },
  });
  return stdout.trim() || stderr;
}

const keptFolder = () => join(folder, "modules/.cache/bastide/local-cloud");
const kept = () => readdirSync(keptFolder());
/** A file of the only script that is kept. */
const keptFile = (name: string) => join(keptFolder(), kept()[0] ?? "", name);
const word = () => join(folder, "sources/parts/word.ts");

describe("the local cloud's sources", () => {
  it("are loaded as one script, which the next start takes as it is, compiled", () => {
    expect(loaded()).toBe("one");
    expect(readFileSync(keptFile("main.js"), "utf8")).toMatch(/^[ -~\s]*"one"[ -~\s]*$/);
    expect(existsSync(keptFile("main.code"))).toBe(true);
    writeFileSync(keptFile("main.js"), readFileSync(keptFile("main.js"), "utf8").replace('"one"', '"ONE"'));
    expect(loaded()).toBe("one");
    rmSync(keptFile("main.code"));
    expect(loaded()).toBe("ONE");
  });

  it("are never stale, even where neither size nor time tell", () => {
    expect(loaded()).toBe("one");
    const [before] = kept();
    const { atime, mtime } = statSync(word());
    writeFileSync(word(), 'export const word: string = "two";\n');
    utimesSync(word(), atime, mtime);
    expect(loaded()).toBe("two");
    expect(kept()).toHaveLength(1);
    expect(kept()).not.toContain(before);
  });

  it.each([
    ["a file that nothing imports yet", "sources/more.ts"],
    ["data", "sources/parts/data.json"],
    ["other packages", "modules/.package-lock.json"],
  ])("make another script with %s", (_, path) => {
    loaded();
    const before = kept();
    writeFileSync(join(folder, path), '{ "a": 1 }');
    expect(loaded()).toBe("one");
    expect(kept()).not.toEqual(before);
  });

  it("run where their script can't be kept", () => {
    writeFileSync(join(folder, "modules/.cache"), "in the way");
    expect(loaded()).toBe("one");
  });

  it("run where one of them is elsewhere, and no script is kept that wouldn't see it change", () => {
    writeFileSync(join(folder, "other.ts"), 'export const word: string = "elsewhere";\n');
    writeFileSync(word(), 'export { word } from "../../other";\n');
    expect(loaded()).toBe("elsewhere");
    expect(existsSync(keptFile("main.js"))).toBe(false);
  });

  it("run where nothing says what is installed", () => {
    writeFileSync(join(folder, "sources/parts/word.ts"), 'export const word: string = "three";\n');
    folder = temporaryFolder({
      "sources/main.ts": 'export const said: string = "alone";\n',
      "modules/a": "",
    });
    expect(loaded()).toBe("alone");
  });

  it("run with compiled code that is damaged, which is then made anew", () => {
    loaded();
    const good = statSync(keptFile("main.code")).size;
    writeFileSync(keptFile("main.code"), "no code");
    expect(loaded()).toBe("one");
    expect(statSync(keptFile("main.code")).size).toBeGreaterThan(good / 2);
  });

  it("say where they are at fault", () => {
    writeFileSync(word(), "export const word: string = ;\n");
    expect(loaded()).toContain("parts/word.ts:1:28");
  });

  it("are loaded themselves, with their lines, for who looks for a fault", () => {
    expect(loaded("main.fail()", { BASTIDE_DEBUG: "1" })).toContain("main.ts:4");
    expect(existsSync(keptFolder())).toBe(false);
  });
});
