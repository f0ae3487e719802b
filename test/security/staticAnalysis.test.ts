import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/temporaryFolder";
import { staticAnalysis } from "./checks/staticAnalysis";

/** The rules that a source text breaks, with lines, when it lies at `path`. */
async function broken(text: string, path = "infra/planted.ts"): Promise<string[]> {
  const root = temporaryFolder({ [path]: text });
  const { findings } = await staticAnalysis.run({ root, reports: root });
  return findings.map(({ rule, where }) => `${where.replace(`${path}:`, "")} ${rule}`);
}

const shape = "no-restricted-syntax";
const request = `import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { basename, join } from "node:path";
const table: Record<string, string> = { "/": "index.html" };
const inside = (name: string) => name;
createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  LINE
  response.end();
});`;

describe("static analysis finds", () => {
  it.each([
    [
      "a command built from parts",
      'import { exec } from "node:child_process";\nexec("ls " + process.argv[2]);',
      shape,
    ],
    [
      "a command built from parts, run at once",
      'import * as cp from "node:child_process";\ncp.execSync("ls " + process.argv[2]);',
      shape,
    ],
    [
      "a program started by a shell",
      'import { spawn } from "node:child_process";\nspawn("ls", [], { shell: true });',
      shape,
    ],
    ["eval", "export const sum = (text: string): unknown =>\n  eval(text);", "sonarjs/code-eval"],
    [
      "the Function constructor",
      "export const sum = (text: string): unknown =>\n  new Function(text)();",
      "no-new-func",
    ],
    [
      "a weak hash",
      'import { createHash } from "node:crypto";\nexport const key = createHash("md5").update("x").digest("hex");',
      "sonarjs/hashing",
    ],
    [
      "a weak keyed hash",
      'import { createHmac } from "node:crypto";\nexport const tag = createHmac("sha1", "x");',
      shape,
    ],
    [
      "a weak cipher",
      'import { createCipheriv } from "node:crypto";\nexport const c = createCipheriv("des-ede3-cbc", Buffer.alloc(24), null);',
      "sonarjs/no-weak-cipher",
    ],
    [
      "a peer that is not verified",
      'import { Agent } from "node:https";\nexport const agent = new Agent({ rejectUnauthorized: false });',
      shape,
    ],
    ["no peer verified at all", 'const none = "0";\nprocess.env.NODE_TLS_REJECT_UNAUTHORIZED = none;', shape],
    [
      "a peer's name that is not verified",
      'import { connect } from "node:tls";\nconnect({ host: "x", checkServerIdentity: () => undefined });',
      shape,
    ],
    [
      "an old version of TLS",
      'import { connect } from "node:tls";\nconnect({ host: "x", minVersion: "TLSv1" });',
      "sonarjs/weak-ssl",
    ],
    ["a hard-coded password", '\nexport const login = { user: "admin", password: "Winter2026x" };', shape],
    ["a hard-coded token", `\nconst apiToken = "${"9f86d081".repeat(4)}";`, shape],
    [
      "a credential compared slowly",
      "export const same = (token: string, given: string) =>\n  token === given;",
      shape,
    ],
    ["an exponential regular expression", "\nexport const slow = /^(a+)+$/;", "sonarjs/slow-regex"],
    ["a random number that can be guessed", "\nexport const id = Math.random();", "sonarjs/pseudo-random"],
    [
      "a module chosen at run time",
      "\nexport const load = (name: string): unknown => require(name);",
      "security/detect-non-literal-require",
    ],
  ])("%s", async (_, text, rule) => {
    expect(await broken(text)).toContain(`2 ${rule}`);
  });

  it.each([
    ["a path", "readFileSync(join('/srv', url.pathname));"],
    [
      "a decoded path",
      "const { pathname } = url; readFileSync('/srv/'.concat(decodeURIComponent(pathname)));",
    ],
    ["a query", "const file = url.searchParams.get('file') ?? 'x'; readFileSync('/srv/' + file);"],
    ["a header that names a program", "spawn(String(request.headers['x-tool']), []);"],
  ])("data of a request in %s", async (_, line) => {
    expect(await broken(request.replace("LINE", line))).toEqual(["9 bastide/request-data"]);
  });

  it("a fault in JavaScript, in a test, and under a comment that would switch the rule off", async () => {
    const text = "// eslint-disable-next-line\nexport const sum = (text) => eval(text);";
    for (const path of ["cli/bin/planted.js", "test/planted.test.ts", "infra/planted.mts"]) {
      expect(await broken(text, path)).toContain("2 sonarjs/code-eval");
    }
  });

  it("a file that cannot be parsed", async () => {
    expect(await broken("const = ;")).toEqual(["1 unreadable"]);
  });
});

describe("static analysis accepts", () => {
  it.each([
    ["a name looked up in a table", "const name = table[url.pathname]; if (name) readFileSync(name);"],
    ["the last part of a path", "readFileSync(join('/srv', basename(url.pathname)));"],
    ["a path that a function of ours has checked", "readFileSync(inside(url.pathname));"],
    ["a file beside the module", "readFileSync(new URL('./x.json', import.meta.url));"],
    ["a regular expression on a path", "/^\\/v4/.exec(url.pathname);"],
  ])("%s", async (_, line) => {
    expect(await broken(request.replace("LINE", line))).toEqual([]);
  });

  it("an invented password and a random order in a test", async () => {
    const text = 'export const login = { password: "Winter2026x" };\nexport const order = Math.random();';
    expect(await broken(text, "test/planted.test.ts")).toEqual([]);
  });
});
