import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AnalyzerClient } from "../../engine/offline/analyzer";
import { openPack, type PackProcess } from "../../engine/offline/packProcess";
import type { EvaluatedResource } from "../../engine/offline/resource";
import { readConfig } from "../../infra/config";
import { prodValues, rawOf } from "../support/infraConfigs";
import { Seeded } from "../support/seeded";
import { configurationMutants } from "./configurationMutants";
import { harmless } from "./harmless";
import type { Change, Mutant } from "./mutant";
import { mutantsOf } from "./mutants";
import { openProd } from "./prod";
import { refusalsOf } from "./stack";
import { type Verdict, verdictOf, verdictOfConfiguration } from "./verdict";

const root = join(__dirname, "../..");
/** Samples are the same in every run: a mutant that escapes is found again. */
const [seed, inProcess, throughPack, configurations] = [20261124, 120, 24, 60] as const;

/** Some of many, one of each kind of path first. */
function sample<T extends Change>(all: Iterable<T>, count: number): readonly T[] {
  const random = new Seeded(seed);
  const drawn = [...all]
    .map((mutant) => ({ mutant, order: random.next() }))
    .sort((a, b) => a.order - b.order);
  const kinds = new Set<string>();
  const isFirst = ({ mutant: { path } }: { mutant: T }) => {
    const kind = path.replace(/^(\w+\.)\+.*/, "$1+").replace(/^\+.*/, "+");
    return kinds.size < kinds.add(kind).size;
  };
  const first = drawn.filter(isFirst);
  const rest = drawn.filter((one) => !first.includes(one));
  return [...first, ...rest].slice(0, count).map(({ mutant }) => mutant);
}

const escaped = (mutant: Change, verdict: Verdict): readonly string[] =>
  verdict.kind === "escaped"
    ? [`${mutant.subject}: ${mutant.path} ${mutant.change} ${verdict.wrongly.join(", ")}`]
    : [];

describe("the red team", () => {
  let prod: readonly EvaluatedResource[];
  let mutants: readonly Mutant[];
  beforeAll(async () => {
    prod = await openProd(root);
    mutants = [...mutantsOf(prod)];
  }, 60_000);
  afterAll(() => {
    delete process.env.PULUMI_CONFIG;
  });

  it("finds more than a thousand mutants in production, and production compliant", () => {
    expect(mutants.length).toBeGreaterThan(1000);
    expect(refusalsOf(prod, new Set(prod.map(({ urn }) => urn)))).toEqual([]);
  });

  it("sees each mutant of a sample refused for the right control, or argued harmless", {
    timeout: 300_000,
  }, () => {
    const drawn = sample(mutants, inProcess);
    expect(drawn.flatMap((mutant) => escaped(mutant, verdictOf(mutant)))).toEqual([]);
  });

  it("sees each changed setting of a sample refused by the pack or by the program, or argued harmless", {
    timeout: 300_000,
  }, async () => {
    // One that both let pass is judged by all that the program makes of it, which `npm run redteam` takes the time for.
    const quick = [...configurationMutants(prodValues())].filter(
      ({ values }) => !readConfig(rawOf(values), new Date()).ok,
    );
    expect(quick.length).toBeGreaterThan(200);
    const found: string[] = [];
    for (const mutant of sample(quick, configurations)) {
      found.push(...escaped(mutant, await verdictOfConfiguration(mutant, prod, root)));
    }
    expect(found).toEqual([]);
  });

  describe("and the pack in its own process", () => {
    let pack: PackProcess;
    let client: AnalyzerClient;
    beforeAll(async () => {
      const values = JSON.parse(process.env.PULUMI_CONFIG ?? "{}") as Record<string, string>;
      pack = await openPack(join(root, "policy-pack"), { project: "bastide", stack: "prod", values });
      client = new AnalyzerClient(pack.address);
      await client.configureStack("prod", "bastide", values, []);
    }, 60_000);
    afterAll(() => {
      client.close();
      pack.stop();
    });

    it("say the same about a mutant", { timeout: 300_000 }, async () => {
      for (const mutant of sample(mutants, throughPack)) {
        const here = refusalsOf(mutant.resources, mutant.changed, () => false).map(({ policy }) => policy);
        const there = await refusedBy(client, mutant);
        expect([...new Set(there)].sort(), `${mutant.subject}: ${mutant.path} ${mutant.change}`).toEqual(
          [...new Set(here)].sort(),
        );
      }
    });
  });
});

describe("the arguments", () => {
  it("give a whole sentence each, and name controls that the catalogue has", () => {
    for (const { reason } of harmless) {
      expect(reason).toMatch(/^[A-Z].+\.$/);
    }
    expect(new Set(harmless.map(({ reason }) => reason)).size).toBe(harmless.length);
  });
});

/** The mandatory policies that object to a mutant when they are asked as the engine asks. */
async function refusedBy(client: AnalyzerClient, { resources, changed }: Mutant): Promise<readonly string[]> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const providerOf = (resource: EvaluatedResource) =>
    byUrn.get(resource.provider.split("::").slice(0, 4).join("::"));
  const alone = await Promise.all(
    resources
      .filter(({ urn }) => changed.has(urn))
      .map((resource) => client.analyze(resource, providerOf(resource))),
  );
  const together = await client.analyzeStack(
    resources.map((resource) => ({ resource, provider: providerOf(resource) })),
  );
  return [...alone, together].flatMap(({ diagnostics }) =>
    diagnostics.filter(({ level }) => level === "mandatory").map(({ policy }) => policy),
  );
}
