import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import type { JudgedStack } from "../../policy-pack/lib/judgeStack";
import { pathOf } from "../../policy-pack/lib/plain";
import { policies } from "../../policy-pack/policies";
import { fixtures } from "./support/fixtures";
import { type Fixture, messagesWithUnknown } from "./support/resource";
import { keyOf, type Member, stackMessages } from "./support/stack";
import { twoClasses } from "./support/twoClasses";
import { unknownString, withUnknownAt } from "./support/unknowns";

const pack = join(__dirname, "../../policy-pack");
const stackPolicies = policies.filter((policy): policy is StackValidationPolicy => "validateStack" in policy);
const table = stackPolicies.map((policy) => [policy.name, policy] as const);
const unknownsOf = (policy: StackValidationPolicy) =>
  Object.entries((policy.validateStack as JudgedStack).unknowns);

/** The stack with one property of one resource unknown, for each resource that has the property, and for the stack itself. */
function variants(path: string): readonly (readonly Member[])[] {
  const [top = path] = pathOf(path);
  return twoClasses
    .filter((member) => top === "*" || Object.hasOwn(member.props ?? {}, top))
    .map((member) => twoClasses.map((other) => (other === member ? hidden(member, path) : other)));
}

function hidden(member: Member, path: string): Member {
  const props = path === "*" ? allUnknown(member) : withUnknownAt(member.props ?? {}, path);
  return { ...member, props };
}

function allUnknown({ props }: Member): Record<string, unknown> {
  return Object.fromEntries(Object.keys(props ?? { output: 0 }).map((key) => [key, unknownString]));
}

/** Whether some policy of single resources refuses the property unknown, in every type that has it. */
function isRefusedBefore(path: string): boolean {
  const [top = path] = pathOf(path);
  const having = fixtures.filter(({ props }) => Object.hasOwn(props, top));
  const refuses = (fixture: Fixture) =>
    policies.some(
      (policy) =>
        "validateResource" in policy &&
        messagesWithUnknown(policy as ResourceValidationPolicy, fixture, path).length > 0,
    );
  return having.length > 0 && having.every(refuses);
}

describe("values that are unknown at preview, in a stack", () => {
  it("are looked for in policies that there are", () => expect(table.length).toBeGreaterThan(10));

  it.each(table)("%s does what it says for each property that it reads", (_, policy) => {
    // The id is unknown of all that is about to be created: that is what its being unknown says.
    for (const [path, fate] of unknownsOf(policy).filter(([read]) => read !== "id")) {
      const verdicts = variants(path).map((members) => stackMessages(policy, members).length > 0);
      if (fate === "at up") {
        expect(
          verdicts.some((refused) => refused),
          path,
        ).toBe(false);
      } else {
        // What counts as given is refused where giving it would be; what must be known is refused everywhere.
        const byItself =
          verdicts.includes(true) && (fate === "given" || verdicts.every((refused) => refused));
        // A part that does no harm by itself does when nothing around it is known either.
        const asPart =
          fate === "given" &&
          variants(pathOf(path)[0] ?? path).some((members) => stackMessages(policy, members).length > 0);
        expect(byItself || asPart || isRefusedBefore(path), path).toBe(true);
      }
    }
  });

  it.each(table)("%s never throws, whatever is unknown", (_, policy) => {
    for (const member of twoClasses) {
      for (const key of Object.keys(member.props ?? {})) {
        const members = twoClasses.map((other) => (other === member ? hidden(member, key) : other));
        expect(() => stackMessages(policy, members), `${keyOf(member)}: ${key}`).not.toThrow();
      }
    }
    const nothing = twoClasses.map((member) => ({ ...member, props: allUnknown(member) }));
    expect(() => stackMessages(policy, nothing)).not.toThrow();
  });
});

describe("the source of every policy", () => {
  const files = readdirSync(pack, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/^(?:lib|arguments|node_modules)\//.test(file),
  );

  it.each(files)("%s reads a property only through what it declares", (file) => {
    const source = readFileSync(join(pack, file), "utf8");
    expect(source).not.toMatch(
      /\.props\b|\bprops\b|\bargs\.|asType|validateResourceOfType|validateStackResourcesOfType/,
    );
    expect(source).not.toMatch(/unknownCheckingProxy|getSpecialProxyTarget/);
  });

  it.each(files)("%s says for each value of a stack's resources what happens when it is unknown", (file) => {
    const source = readFileSync(join(pack, file), "utf8");
    const read = [...source.matchAll(/\.value\("([^"]+)"\)/g)].map(([, key = ""]) => key);
    const [, declared = ""] = /judgeStack\(\s*(\{[^}]*\}|\w+)/.exec(source) ?? [];
    for (const key of declared.startsWith("{") ? read : []) {
      expect(declared, key).toMatch(
        new RegExp(`(?:^|[{\\s,"])\\W?${key.replace("*", "\\*")}\\b|"\\*"|\\.\\.\\.`),
      );
    }
  });
});
