import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { controls } from "../../catalogue/controls";
import type { Judged } from "../../policy-pack/lib/judge";
import { policies } from "../../policy-pack/policies";
import { resourceTypes } from "../../policy-pack/types";
import { fixtures } from "./support/fixtures";
import { messagesOf, messagesWithUnknown } from "./support/resource";
import { leavesOf, withValueAt } from "./support/unknowns";

type AnyPolicy = ResourceValidationPolicy & Partial<Pick<StackValidationPolicy, "validateStack">>;

const pack = join(__dirname, "../../policy-pack");
const order = [
  "name",
  "displayName",
  "description",
  "severity",
  "framework",
  "tags",
  "configSchema",
  "enforcementLevel",
  "validateResource",
  "validateStack",
  "remediationSteps",
  "url",
];
/** What only gives notice of what others let through or will refuse. */
const notices = new Set(["bastide-waivers-require-notice", "bastide-configuration-require-timely-reviews"]);
const all = policies as readonly AnyPolicy[];
const table = all.map((policy) => [policy.name, policy] as const);
const resourceTable = table.filter(([, policy]) => policy.validateResource !== undefined);
const files = readdirSync(pack, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["arguments", "lib", "node_modules"].includes(entry.name))
  .flatMap(({ name }) => readdirSync(join(pack, name)).map((file) => join(name, file)));

describe("every policy", () => {
  it("has a name of its own", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it.each(table)("%s says what it is in the fixed order", (name, policy) => {
    expect(Object.keys(policy)).toEqual(order.filter((key) => key in policy));
    expect(name).toMatch(/^(?:linode|bastide)(?:-[a-z]+)+-(?:require|forbid)(?:-[a-z]+)+$/);
    expect(policy.displayName).toMatch(/^[A-Z].*[^.]$/);
    expect(policy.description).toMatch(/^[A-Z].+\.$/);
    expect(policy.remediationSteps).toMatch(/^[A-Z].+\.$/);
    expect(policy.severity).toMatch(/^(?:low|medium|high|critical)$/);
    expect(policy.enforcementLevel).toBe(notices.has(name) ? "advisory" : "mandatory");
    expect(policy.url).toBe(`docs/policies.md#${name}`);
  });

  it("comes before those that say which waivers were used, and before the run is closed", () => {
    expect(all.slice(-2).map(({ name }) => name)).toEqual([
      "bastide-waivers-forbid-unused",
      "bastide-waivers-require-notice",
    ]);
  });

  it.each(table)("%s names the controls that it enforces", (_, { framework }) => {
    const named = framework?.reference.split(", ") ?? [];
    const known = new Map<string, string>(controls.map(({ id, statement }) => [id, statement]));
    expect(named.length).toBeGreaterThan(0);
    expect(framework).toMatchObject({ name: "Bastide security policy", version: "1.0" });
    for (const id of named) {
      expect(framework?.specification).toContain(`${id} (§`);
      expect(framework?.specification).toContain(known.get(id));
    }
  });

  it("is one file of at most 60 lines, named and exported by its verb", () => {
    expect(files.length).toBe(all.length);
    for (const file of files) {
      const source = readFileSync(join(pack, file), "utf8");
      const name = basename(file, ".ts");
      expect(source.trimEnd().split("\n").length, file).toBeLessThanOrEqual(60);
      expect(name, file).toMatch(/^(?:require|forbid)[A-Z]/);
      expect(source, file).toMatch(
        new RegExp(`export const ${name}: (?:Resource|Stack)ValidationPolicy = {`),
      );
    }
  });

  it("is tried in a spec of its folder", () => {
    for (const file of files) {
      const folder = join(__dirname, dirname(file));
      const specs = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
      const texts = specs.map((name) => readFileSync(join(folder, name), "utf8"));
      expect(texts.join("\n"), file).toContain(`describe("${basename(file, ".ts")}"`);
    }
  });
});

describe("every control that policies carry", () => {
  it("has a policy", () => {
    const enforced = new Set(all.flatMap(({ framework }) => framework?.reference.split(", ") ?? []));
    const missing = controls.filter(({ id, carriedBy }) => carriedBy === "policy" && !enforced.has(id));
    expect(missing).toEqual([]);
  });
});

describe("compliant resources", () => {
  it.each(fixtures.map((fixture) => [fixture.type, fixture.name, fixture] as const))(
    "%s %s passes every policy",
    (_type, _name, fixture) => {
      const messages = resourceTable.flatMap(([, policy]) => messagesOf(policy, fixture));
      expect(messages).toEqual([]);
    },
  );
});

describe("messages", () => {
  it.each(resourceTable)("of %s never show a property's value", (_, policy) => {
    const canary = "canary-7c1f";
    for (const fixture of fixtures) {
      for (const leaf of leavesOf(fixture.props)) {
        const props = withValueAt(fixture.props, leaf, canary);
        expect(messagesOf(policy, { ...fixture, props }).join(), `${fixture.name}: ${leaf}`).not.toContain(
          canary,
        );
      }
    }
  });
});

describe("values that are unknown at preview", () => {
  const judgedTypes = ({ types }: Judged) => (types.length > 0 ? types : Object.keys(resourceTypes));
  const judgedBy = (policy: AnyPolicy) => policy.validateResource as Judged;

  it.each(resourceTable)("%s does what it says for each property that it reads", (_, policy) => {
    const { unknowns } = judgedBy(policy);
    const relevant = fixtures.filter(({ type }) => judgedTypes(judgedBy(policy)).includes(type));
    expect(relevant).not.toEqual([]);
    for (const [path, fate] of Object.entries(unknowns)) {
      const verdicts = relevant.map((fixture) => messagesWithUnknown(policy, fixture, path).length > 0);
      expect(fate === "at up" ? verdicts.every((refused) => !refused) : verdicts.includes(true), path).toBe(
        true,
      );
    }
  });

  it.each(resourceTable)("%s is not disturbed by any other", (_, policy) => {
    const read = Object.keys(judgedBy(policy).unknowns);
    for (const fixture of fixtures.filter(({ type }) => judgedTypes(judgedBy(policy)).includes(type))) {
      const others = leavesOf(fixture.props).filter(
        (leaf) => !read.some((path) => path === "*" || leaf.startsWith(path) || path.startsWith(leaf)),
      );
      for (const leaf of others) {
        expect(messagesWithUnknown(policy, fixture, leaf), `${fixture.name}: ${leaf}`).toEqual([]);
      }
    }
  });

  it.each(resourceTable)("%s never throws, whatever the value", (_, policy) => {
    const odd = [unknownValueIn("x"), null, 7, true, "text", [], [[]], {}, { x: {} }, [null], ["x", 7, {}]];
    for (const fixture of fixtures) {
      for (const key of Object.keys(fixture.props)) {
        for (const value of odd) {
          const props = { ...fixture.props, [key]: value };
          expect(() => messagesOf(policy, { ...fixture, props }), `${fixture.name}: ${key}`).not.toThrow();
        }
      }
    }
  });
});

function unknownValueIn(key: string): object {
  return { [key]: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
}
