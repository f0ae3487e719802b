import { beforeAll, describe, expect, it } from "vitest";
import { evaluate } from "../../../../engine/offline/evaluate";
import { reveal, type WireMap, withoutReferences } from "../../../../engine/offline/wire";
import { loadProject } from "../../../../engine/project";
import { readStackConfig } from "../../../../engine/stackConfig";
import {
  declarations,
  flowsOf,
  networkPaths,
  pathText,
  undeclared,
} from "../../../../policy-pack/lib/reachability";
import type { NetworkPath } from "../../../../policy-pack/lib/reachability/path";
import { root } from "../../../engine/support";

const sectionsOf = (values: Readonly<Record<string, string>>) => (name: string) => {
  const text = values[`bastide:${name}`];
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
};

describe("the paths of production", { timeout: 120_000 }, () => {
  let paths: readonly NetworkPath[];
  let section: (name: string) => unknown;
  beforeAll(async () => {
    const project = loadProject(root);
    const config = readStackConfig(project, "prod");
    const { resources } = await evaluate({ project, stack: "prod", config });
    const plain = (outputs: WireMap) => reveal(withoutReferences(outputs)) as WireMap;
    paths = networkPaths(resources.map((resource) => ({ ...resource, outputs: plain(resource.outputs) })));
    section = sectionsOf(config.values);
  }, 120_000);

  it("are all declared", () => {
    const declared = declarations(section, {});
    expect(paths.flatMap((path) => undeclared(path, declared) ?? []).map(pathText)).toEqual([]);
  });

  it("are of every kind that docs/reachability.md lists", () => {
    const declared = declarations(section, {});
    expect(
      [...new Set(paths.flatMap((path) => flowsOf(path, declared)).map(({ name }) => name))].sort(),
    ).toEqual([
      "Linode's services",
      "balancer to its edge (NW-3)",
      "logs to events (DC-8)",
      "managed devices (AC-3)",
      "names of the proxy (NW-4)",
      "own gateway's services (NW-4)",
      "own overlay (NW-3)",
      "own tunnel (NW-1)",
      "published endpoint (NW-1)",
      "resolvers (NW-4)",
      "time servers (NW-4)",
    ]);
  });

  it.each(["managedDevices", "egress", "classes"])(
    "are not all declared any more without `%s` being what it is",
    (name) => {
      const empty = { managedDevices: [], egress: {}, classes: {} };
      const other = (asked: string) => (asked === name ? Reflect.get(empty, name) : section(asked));
      const declared = declarations(other, {});
      expect(paths.flatMap((path) => undeclared(path, declared) ?? []).length).toBeGreaterThan(5);
    },
  );
});
