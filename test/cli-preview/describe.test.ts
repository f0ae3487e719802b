import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describePreview } from "../../cli/preview/describe";
import { defaultOptions, type EvaluatedResource } from "../../engine/offline/resource";
import { rootStackType } from "../../engine/offline/urn";
import { secret, unknownValue } from "../../engine/offline/wire";
import type { Preview } from "../../engine/preview";
import type { Violation } from "../../engine/verdict";
import { temporaryFolder } from "../support/temporaryFolder";

const resource = (name: string, parts: Partial<EvaluatedResource> = {}): EvaluatedResource => ({
  urn: `urn:pulumi:prod::bastide::linode:index/volume:Volume::${name}`,
  type: "linode:index/volume:Volume",
  name,
  custom: true,
  external: false,
  parent: "",
  inputs: {},
  outputs: {},
  options: defaultOptions,
  provider: "",
  dependencies: [],
  propertyDependencies: {},
  ...parts,
});
const stack = resource("bastide-prod", {
  urn: "urn:pulumi:prod::bastide::pulumi:pulumi:Stack::bastide-prod",
  type: rootStackType,
  custom: false,
});
const tagged = { inputs: { tags: ["data-class:account"], region: "fr-par" } };

const violation = (urn: string, message: string): Violation => ({
  policy: "p",
  level: "mandatory",
  severity: "high",
  urn,
  message,
  couldNotRun: false,
  fails: true,
});

const described = (
  resources: readonly EvaluatedResource[],
  violations: readonly Violation[] = [],
  root = "/nowhere",
) => {
  const preview: Preview = {
    way: "offline",
    project: "bastide",
    stack: "prod",
    file: "Pulumi.prod.yaml",
    resources: [stack, ...resources],
    verdict: {
      pack: { name: "bastide", version: "1.0.0" },
      policies: [],
      violations,
      compliant: false,
      judged: resources.length,
      passed: [],
      waivers: [],
    },
    notes: [],
  };
  const lines: Record<string, number> = {
    "bastide:classes.account": 7,
    "bastide:reviews.policy": 30,
  };
  return describePreview(preview, root, { lineOf: (path) => lines[path] ?? 1 });
};
const named = (report: ReturnType<typeof described>, name: string) =>
  report.resources.find((entry) => entry.name === name);

describe("what a report says of a resource", () => {
  it("hides a property with a secret anywhere in it, and marks what is unknown", () => {
    const inputs = { metadatas: [{ userData: secret("hunter2") }], linodeId: unknownValue, size: 20 };
    const report = described([resource("volume", { inputs })]);
    expect(named(report, "volume")?.inputs).toEqual({
      metadatas: "[secret]",
      linodeId: "[unknown]",
      size: 20,
    });
    expect(JSON.stringify(report)).not.toMatch(/hunter2|04da6b54/);
  });

  it("shows no provider's inputs", () => {
    const type = "pulumi:providers:linode";
    const report = described([resource("default", { type, inputs: { token: "plain-text-token" } })]);
    expect(JSON.stringify(report)).not.toContain("plain-text-token");
  });

  it("finds class and region on it, else where all around it agree, else nowhere", () => {
    const site = resource("site", { custom: false, urn: "urn:site", parent: "urn:enclave" });
    const enclave = resource("enclave", { custom: false, urn: "urn:enclave", parent: stack.urn });
    const report = described([
      enclave,
      site,
      resource("tagged", { ...tagged, parent: "urn:site" }),
      resource("vpc", { parent: "urn:site" }),
      resource("far", { ...tagged, inputs: { ...tagged.inputs, region: "de-fra-2" }, parent: "urn:enclave" }),
      resource("record", { parent: "urn:enclave" }),
      resource("other", { inputs: { tags: ["data-class:events"] }, parent: stack.urn }),
      resource("alone", { parent: stack.urn }),
    ]);
    const belonging = (name: string) => [named(report, name)?.dataClass, named(report, name)?.region];
    expect(belonging("vpc")).toEqual(["account", "fr-par"]);
    expect(belonging("record")).toEqual(["account", null]);
    expect(belonging("alone")).toEqual([null, null]);
  });
});

describe("where a violation is", () => {
  it("is the line of the resource's class, else of the key that the message names, else nowhere", () => {
    const volume = resource("volume", {
      ...tagged,
      source: { file: "infra/components/dataNode.ts", line: 24, column: 5 },
    });
    const { violations } = described(
      [volume],
      [
        violation(volume.urn, "Volume: see `bastide:reviews.policy`."),
        violation("", 'The review "bastide:reviews.policy" is overdue.'),
        violation(stack.urn, "Something else about bastide: nothing named."),
      ],
    );
    const found = Object.fromEntries(
      violations.map(({ urn, message, source, configuration }) => [message, { urn, source, configuration }]),
    );
    expect(found["Volume: see `bastide:reviews.policy`."]).toEqual({
      urn: volume.urn,
      source: { file: "infra/components/dataNode.ts", line: 24 },
      configuration: { file: "Pulumi.prod.yaml", line: 7 },
    });
    expect(found['The review "bastide:reviews.policy" is overdue.']).toEqual({
      urn: stack.urn,
      source: null,
      configuration: { file: "Pulumi.prod.yaml", line: 30 },
    });
    expect(found["Something else about bastide: nothing named."]?.configuration).toBeNull();
  });

  it("is told from the repository's top, where the project is a folder of it", () => {
    const root = temporaryFolder();
    mkdirSync(join(root, ".git"));
    mkdirSync(join(root, "stacks/hosting"), { recursive: true });
    expect(described([], [], join(root, "stacks/hosting")).folder).toBe("stacks/hosting");
    expect(described([], [], root).folder).toBe("");
  });
});
