import type { ResourceValidationPolicy } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { argumentsOfTypes } from "../../policy-pack/arguments";
import type { Judged } from "../../policy-pack/lib/judge";
import { policies } from "../../policy-pack/policies";
import { judgedType, resourceTypes } from "../../policy-pack/types";
import { argumentPaths } from "./support/declarations";

/** What the engine adds to every provider's own configuration. */
const ofTheEngine = ["pluginDownloadURL", "version"];
const judgedTypes = Object.keys(resourceTypes).filter((type) => judgedType(type));
const table = Object.entries(argumentsOfTypes);

/** Where the arguments of a type are declared; the project's own provider is read by the type checker already. */
function declared(type: string): readonly string[] | undefined {
  const [, provider = "", file = "", name = ""] = /^(linode|random):index\/(\w+):(\w+)$/.exec(type) ?? [];
  if (provider !== "") {
    return argumentPaths(`@pulumi/${provider}`, file, name);
  }
  const own = /^pulumi:providers:(linode|random)$/.exec(type)?.[1];
  return own === undefined
    ? undefined
    : [...argumentPaths(`@pulumi/${own}`, "provider", "Provider"), ...ofTheEngine];
}

describe("the tables of arguments", () => {
  it("are there for every judged type, and for no other", () => {
    expect(Object.keys(argumentsOfTypes).sort()).toEqual([...judgedTypes].sort());
  });

  it.each(table.filter(([type]) => declared(type)))(
    "know each argument of %s, and no other",
    (type, known) => {
      const paths = declared(type) ?? [];
      const leaves = paths.filter((path) => !isBelowListed(path, known));
      const tops = paths.filter((path) => isBelowListed(path, known)).map((path) => path.split(/[.[]/)[0]);
      expect(Object.keys(known).sort()).toEqual([...new Set([...leaves, ...tops])].sort());
    },
  );

  it("are read from declarations that say something", () => {
    expect(declared("linode:index/instance:Instance")).toEqual(
      expect.arrayContaining([
        "interfaces[].ipv4.nat11",
        "metadatas[].userData",
        "placementGroup.id",
        "rootPass",
      ]),
    );
    expect(declared("linode:index/firewall:Firewall")).toContain("inbounds[].ipv6s");
    expect(declared("pulumi:providers:linode")).toContain("objUseTempKeys");
  });

  it("name policies that there are, and that look at this argument", () => {
    const byName = new Map(policies.map((policy) => [policy.name, policy]));
    for (const [type, known] of table) {
      for (const [path, argument] of Object.entries(known)) {
        for (const name of argument.verdict === "judged" ? argument.by : []) {
          const policy = byName.get(name);
          expect(policy, `${type} ${path}: ${name}`).toBeDefined();
          const judged = (policy as ResourceValidationPolicy).validateResource as Judged | undefined;
          if (judged && "types" in judged) {
            expect(judged.types.length === 0 || judged.types.includes(type), `${type}: ${name}`).toBe(true);
            const heads = Object.keys(judged.unknowns).map((read) => read.split(/[.[]/)[0]);
            expect(heads.includes("*") || heads.includes(path.split(/[.[]/)[0]), `${path}: ${name}`).toBe(
              true,
            );
          }
        }
      }
    }
  });

  it("say why in a sentence", () => {
    for (const [type, known] of table) {
      for (const [path, argument] of Object.entries(known)) {
        expect(argument.verdict === "judged" || /^[A-Z].+\.$/.test(argument.reason), `${type} ${path}`).toBe(
          true,
        );
      }
    }
  });
});

/** A whole such as `timeouts` may be listed for all that is in it. */
function isBelowListed(path: string, known: object): boolean {
  const [top = ""] = path.split(/[.[]/);
  return top !== path && Object.hasOwn(known, top);
}
