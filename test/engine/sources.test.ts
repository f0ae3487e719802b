import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { evaluate } from "../../engine/offline/evaluate";
import { loadProject } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";
import { temporaryFolder } from "../support/temporaryFolder";
import { evaluateFixture, named, root } from "./support";

const typescript = (lead: string) => `${lead}import * as random from "@pulumi/random";
import * as pulumi from "@pulumi/pulumi";

interface Args { readonly length: number }

class Secrets extends pulumi.ComponentResource {
  constructor(name: string, { length }: Args) {
    super("test:index:Secrets", name);
    new random.RandomPassword(\`\${name}-password\`, { length }, { parent: this });
  }
}

export = async () => {
  new Secrets("here", { length: 20 });
  await Promise.resolve();
  return new random.RandomPet("later").id.apply(() => {
    new random.RandomInteger("in-apply", { min: 1, max: 2 });
  });
};
`;

/** A program in TypeScript as this project's is run: compiled by tsx when it is loaded, with Node's own source maps off. */
function evaluated(lead: string) {
  const folder = temporaryFolder({
    "Pulumi.yaml": "name: lines\nmain: main.js\nruntime: nodejs\n",
    "Pulumi.dev.yaml": "config: {}\n",
    "main.js": `require(${JSON.stringify(join(root, "node_modules/tsx/dist/cjs/api/index.cjs"))}).register();
process.setSourceMapsEnabled(false);
module.exports = require("./lib/program.ts");
`,
    "lib/program.ts": typescript(lead),
  });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const project = loadProject(folder);
  return evaluate({ project, stack: "dev", config: readStackConfig(project, "dev") });
}

it("knows where a program in JavaScript makes each resource, and nothing of what the engine makes", async () => {
  const evaluation = await evaluateFixture();
  const at = (name: string) => named(evaluation, name).source;
  expect(at("zone")).toEqual({ file: "main.js", line: 75, column: 16 });
  expect(at("demo-inner")).toMatchObject({ file: "main.js", line: 68 });
  expect(at("demo-inner-volume")).toMatchObject({ file: "main.js", line: 12 });
  const own = evaluation.resources.filter(({ type }) => type.startsWith("pulumi:"));
  expect(own.length).toBeGreaterThan(1);
  expect(own.filter(({ source }) => source !== undefined)).toEqual([]);
});

it("gives the lines of TypeScript as it was written, however it was compiled, and leaves Node's settings alone", async () => {
  const enabled = Object.getOwnPropertyDescriptor(process, "sourceMapsEnabled");
  for (const [lead, lines] of [
    ["", [14, 9]],
    ["// One line.\n\n/* and\nmore */\n", [18, 13]],
  ] as const) {
    const evaluation = await evaluated(lead);
    expect(named(evaluation, "here").source).toMatchObject({ file: "lib/program.ts", line: lines[0] });
    expect(named(evaluation, "here-password").source).toEqual({
      file: "lib/program.ts",
      line: lines[1],
      column: 5,
    });
    expect(named(evaluation, "later").source?.line).toBe(lines[0] + 2);
  }
  expect(Object.getOwnPropertyDescriptor(process, "sourceMapsEnabled")).toEqual(enabled);
});
