import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { evaluate } from "../../engine/offline/evaluate";
import { loadProject } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";
import { policies } from "../../policy-pack/policies";
import { policiesDoc } from "./support/policiesDoc";

it("docs/policies.md says what the policies say (to write it anew: vitest run -u)", async () => {
  await expect(policiesDoc(policies)).toMatchFileSnapshot(join(__dirname, "../../docs/policies.md"));
});

it("docs/policies.md shows a waiver for a volume that production has", { timeout: 120_000 }, async () => {
  const root = join(__dirname, "../..");
  const page = policiesDoc(policies);
  const [example = ""] = /^ {4}bastide:waivers:\n(?: {6}.*\n)+/m.exec(page) ?? [];
  const [waiver] =
    (parse(example) as Record<string, { policy: string; resource: string }[]>)["bastide:waivers"] ?? [];
  expect(policies.map(({ name }) => name)).toContain(waiver?.policy);
  const project = loadProject(root);
  const { resources } = await evaluate({ project, stack: "prod", config: readStackConfig(project, "prod") });
  const volumes = resources.filter(({ type }) => type === "linode:index/volume:Volume");
  expect(volumes.map(({ name }) => name)).toContain(waiver?.resource);
});
