import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFiles, projectRoot } from "../support/projectFiles";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

const { bin: bins } = JSON.parse(read("cli/package.json")) as { bin: Record<string, string> };

/** The commands of the blocks that are marked to be run: fences that open with "```sh run". */
function runnable(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh run\b.*\n([\s\S]*?)^```/gm)]
    .flatMap((match) => (match[1] ?? "").split(/\n|&&/))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** What is wrong with a command of ours in a document, or nothing. What others' programs do is for the test that runs it. */
function problem(command: string): string | undefined {
  const [program = "", first = "", second = ""] = command.split(/\s+/);
  const script = first === "run" ? second : first;
  if (program === "npm" && first === "ci") return undefined;
  if (program === "npm")
    return scripts[script] === undefined ? `package.json has no script "${script}"` : undefined;
  if (program === "npx")
    return bins[first] === undefined ? `no workspace has a command "${first}"` : undefined;
  if (program.includes("/"))
    return existsSync(join(projectRoot, program)) ? undefined : `there is no ${program}`;
  return undefined;
}

describe("the commands in documents", () => {
  it("are found, and judged", () => {
    const text =
      "x\n```sh run\n# first\nnpm ci && npm start  # opens a page\n```\n```sh\nnpm run gone\n```\n";
    expect(runnable(text)).toEqual(["npm ci", "npm start"]);
    const commands = [
      "npm test",
      "npm run security -- --json",
      ".ci/run",
      "npm run gone",
      "./gone.sh",
      "npx gone",
    ];
    expect(commands.map(problem)).toEqual([
      undefined,
      undefined,
      undefined,
      'package.json has no script "gone"',
      "there is no ./gone.sh",
      'no workspace has a command "gone"',
    ]);
  });

  it.skipIf(!existsSync(join(projectRoot, "README.md")))(
    "exist: README.md begins with them (skipped while there is no README.md)",
    () => {
      const commands = runnable(read("README.md"));
      expect(commands).toContain("npm ci");
      expect(commands).toContain("npm start");
      expect(commands).toContain("npm test");
    },
  );

  it("exist in every document", () => {
    const documents = projectFiles().filter((path) => path.endsWith(".md"));
    expect(documents.length).toBeGreaterThan(2);
    const wrong = documents.flatMap((path) =>
      runnable(read(path)).flatMap((command) => {
        const found = problem(command);
        return found === undefined ? [] : [`${path}: ${command}: ${found}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

/** What belongs to one machine or one registry and never into the project. Spelled in parts, so as not to name them here. */
const foreign: readonly (readonly [string, RegExp])[] = [
  [
    "a registry's address",
    /\bregistry\.(npmjs\.org|yarnpkg\.com)|\bproxy\.golang\.org|\bfiles\.pythonhosted\.org/,
  ],
  ["a developer's folder", /(?<![\w./-])\/(home|Users)\/(?!example\b|runner\b|admin\b|\$)[a-z][\w-]*\//],
  ["the folder of this checkout", new RegExp(`${literally(projectRoot)}(?![\\w-])`)],
  ["the name of this machine", new RegExp(`\\b${literally(hostname())}\\b`)],
];

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

describe("no file names", () => {
  // A folder such as /app or a name such as "localhost" says nothing about where it came from.
  const telling = foreign.filter(([what]) => {
    if (what === "the folder of this checkout") return projectRoot.split("/").length > 2;
    return what !== "the name of this machine" || (hostname().length > 8 && /[\d-]/.test(hostname()));
  });
  const texts = projectFiles().flatMap((path) => {
    const content = readFileSync(join(projectRoot, path));
    return content.includes(0) || path === "test/project/documents.test.ts"
      ? []
      : [[path, content.toString()] as const];
  });

  it.each(telling)("%s", (_, pattern) => {
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter(([, text]) => pattern.test(text)).map(([path]) => path)).toEqual([]);
  });
});
