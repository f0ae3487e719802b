import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFiles, projectRoot } from "../support/projectFiles";
import { temporaryFolder } from "../support/temporaryFolder";

/** Each room, and the other rooms that it must not import. */
const closed: Readonly<Record<string, readonly string[]>> = {
  catalogue: ["infra", "policy-pack", "local-cloud", "cli", "engine", "drill", "test", "bench"],
  infra: ["policy-pack", "local-cloud", "cli", "engine", "drill", "test", "bench"],
  "policy-pack": ["infra", "local-cloud", "cli", "engine", "drill", "test", "bench"],
  "local-cloud": ["infra", "policy-pack", "cli", "engine", "catalogue", "drill", "test", "bench"],
  drill: ["infra", "policy-pack", "local-cloud", "cli", "engine", "test", "bench"],
  engine: ["cli", "drill", "test", "bench"],
  cli: ["test", "bench"],
};

/** Inside infra, what comes first imports nothing that is built from it. */
const inside: Readonly<Record<string, readonly string[]>> = {
  "infra/config": ["infra/hosts", "infra/components"],
  "infra/topology": ["infra/hosts", "infra/components"],
  "infra/hosts": ["infra/components"],
};

const statements = [
  (from: string) => `import { a } from "${from}";\nexport const b = a;\n`,
  (from: string) => `import type { A } from "${from}";\nexport type B = A;\n`,
  (from: string) => `import "${from}";\n`,
  (from: string) => `export { a } from "${from}";\n`,
  (from: string) => `export * from "${from}";\n`,
  (from: string) => `export const a = import("${from}");\n`,
];

/** The files, of those given (path → text), in which the project's rules refuse an import. */
function refused(files: Readonly<Record<string, string>>): string[] {
  const config = JSON.parse(readFileSync(join(projectRoot, "biome.json"), "utf8"));
  config.vcs = { enabled: false };
  delete config.$schema;
  const root = temporaryFolder({ ...files, "biome.json": JSON.stringify(config) });
  const biome = join(projectRoot, "node_modules/@biomejs/biome/bin/biome");
  const args = [
    biome,
    "lint",
    "--only=style/noRestrictedImports",
    "--reporter=json",
    "--max-diagnostics=none",
    ".",
  ];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { location: { path: string | { file: string } } }[];
  };
  const paths = diagnostics.map(({ location: { path } }) => (typeof path === "string" ? path : path.file));
  return [...new Set(paths)].sort();
}

/** The path from a file to a target, both relative to the top: `infra/components/x.ts`, `cli/y` → `../../cli/y`. */
function relativeTo(file: string, target: string): string {
  return `${"../".repeat(file.split("/").length - 1)}${target}`;
}

/** What a file's calls of `require` (which the linter does not judge in TypeScript) reach in rooms that are closed to it. */
function forbiddenRequires(path: string, text: string): string[] {
  const room = path.split("/")[0] ?? "";
  const targets = [...text.matchAll(/\brequire(?:\.resolve)?\(\s*["'`](\.[^"'`]+)["'`]/g)].map(
    (match) => match[1] ?? "",
  );
  const reached = targets.map((target) => posix.normalize(posix.join(posix.dirname(path), target)));
  return reached
    .filter((target) => closed[room]?.includes(target.split("/")[0] ?? ""))
    .map((each) => `${path}: ${each}`);
}

/** Files at three depths of a room. */
const depths = (room: string) => [`${room}/a.ts`, `${room}/one/a.ts`, `${room}/one/two/three/a.ts`];

describe("a room's border", () => {
  it.each(Object.entries({ ...closed, ...inside }))("of %s is closed at every depth", (room, others) => {
    const files: Record<string, string> = {};
    others.forEach((other, index) => {
      for (const file of depths(room)) {
        for (const target of [other, `${other}/index`, `${other}/some/file`, `${other}/data.json`]) {
          const statement =
            statements[(index + Object.keys(files).length) % statements.length] ?? statements[0];
          const path = file.replace("a.ts", `planted${Object.keys(files).length}.ts`);
          files[path] = statement?.(relativeTo(file, target)) ?? "";
        }
      }
    });
    expect(refused(files)).toEqual(Object.keys(files).sort());
  });

  it("is closed to every form of import", () => {
    const files = Object.fromEntries(
      statements.map((statement, index) => [
        `infra/planted${index}.ts`,
        statement("../policy-pack/lib/judge"),
      ]),
    );
    expect(refused(files)).toEqual(Object.keys(files).sort());
  });

  it("is closed to require, in every file there is", () => {
    const planted = 'const a = require("../../policy-pack/lib/judge");';
    expect(forbiddenRequires("infra/components/a.ts", planted)).toHaveLength(1);
    expect(forbiddenRequires("cli/commands/a.ts", planted)).toEqual([]);
    const sources = projectFiles().filter((path) => /\.[cm]?[jt]s$/.test(path));
    const texts = sources.map((path) => [path, readFileSync(join(projectRoot, path), "utf8")] as const);
    expect(texts.flatMap(([path, text]) => forbiddenRequires(path, text))).toEqual([]);
  });

  it("is closed to a workspace's name and, where data is pure, to Pulumi", () => {
    const files = {
      "infra/planted.ts": 'import "@bastide/policy-pack";\n',
      "infra/topology/planted.ts": 'import "@pulumi/pulumi";\n',
      "local-cloud/core/planted.ts": 'import "@pulumi/linode";\n',
      "catalogue/planted.ts": 'import "zod";\n',
      "catalogue/deep/planted.ts": 'import "node:fs";\n',
    };
    expect(refused(files)).toEqual(Object.keys(files).sort());
  });

  it("is open where the architecture says so", () => {
    const allowed: Readonly<Record<string, readonly string[]>> = {
      "catalogue/tags.ts": ["./roles", "./regions.json"],
      "infra/components/a.ts": [
        "../../catalogue/tags",
        "../topology/plan",
        "../hosts/seed",
        "@pulumi/linode",
      ],
      "infra/topology/a.ts": ["../../catalogue/tags", "../config/sections", "./addresses"],
      "policy-pack/instance/a.ts": ["../../catalogue/tags", "../lib/judge", "@pulumi/policy"],
      "local-cloud/resources/a.ts": ["../core/store", "node:http", "zod"],
      "drill/a.ts": ["../catalogue/tags"],
      "engine/offline/a.ts": ["../../infra/config", "../../local-cloud/core/server", "../localCloud/start"],
      "cli/commands/a.ts": ["../../engine/offline/run", "../../infra/config", "../../catalogue/tags"],
    };
    const files = Object.entries(allowed).map(([path, targets]) => [
      path,
      targets.map((target) => `import "${target}";\n`).join(""),
    ]);
    expect(refused(Object.fromEntries(files))).toEqual([]);
  });
});
