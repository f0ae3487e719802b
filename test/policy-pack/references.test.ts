import { describe, expect, it } from "vitest";
import { controls } from "../../catalogue/controls";
import { references } from "../../catalogue/references";
import { referenceExceptions, referencesOf, withReferences } from "../../policy-pack/lib/references";
import { policies } from "../../policy-pack/policies";

const form =
  /^(?:ISO27001:A\.[5-8]\.\d{1,2}|SOC2:(?:CC\d|A1|C1)\.\d|GDPR:Art\.\d{1,2}(?:\(\w\))*|CISv8:\d{1,2}\.\d{1,2})$/;
const table = policies.map((policy) => [policy.name, policy] as const);

describe("references of policies", () => {
  it.each(table)("%s names some, in their form", (_, policy) => {
    const tags = referencesOf(policy);
    expect(tags.length).toBeGreaterThan(0);
    expect(tags.filter((tag) => !form.test(tag))).toEqual([]);
  });

  it("are those of the policy's controls, but for the exceptions", () => {
    for (const policy of policies) {
      const ids = policy.framework?.reference.split(", ") ?? [];
      const derived = controls
        .filter(({ id }) => ids.includes(id))
        .flatMap(({ id }) => [...references[id].tags]);
      const exception = referenceExceptions[policy.name];
      const expected = [...derived, ...(exception?.with ?? [])].filter(
        (tag) => !exception?.without?.includes(tag),
      );
      expect(referencesOf(policy), policy.name).toEqual([...new Set<string>(expected)].sort());
    }
  });

  it("have exceptions only where there is something to except, with a reason", () => {
    for (const [name, { with: more = [], without = [], why }] of Object.entries(referenceExceptions)) {
      const policy = policies.find((one) => one.name === name);
      const ids = policy?.framework?.reference.split(", ") ?? [];
      const derived: readonly string[] = controls
        .filter(({ id }) => ids.includes(id))
        .flatMap(({ id }) => [...references[id].tags]);
      expect(
        without.filter((tag) => !derived.includes(tag)),
        name,
      ).toEqual([]);
      expect(
        more.filter((tag) => derived.includes(tag)),
        name,
      ).toEqual([]);
      expect(why, name).toMatch(/^[A-Z].+\.$/);
    }
  });

  it("follow a policy's own tags, and are all that is added", () => {
    for (const [index, policy] of withReferences(policies).entries()) {
      const original = policies[index];
      expect(policy).toEqual({ ...original, tags: [...(original?.tags ?? []), ...referencesOf(policy)] });
    }
  });
});
