import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { ConfigurationError, loadConfig, readConfig } from "../../../infra/config";
import { describeHost } from "../../../infra/hosts/description";
import { stackScriptDataFor } from "../../../infra/hosts/seed";
import { classesOf, planTopology } from "../../../infra/topology";
import { patternOf } from "../../support/infraBreaks";
import { brokenConfigs, wildValues } from "../../support/infraBrokenConfigs";
import { prodValues, rawOf, stackFile, today, type Values } from "../../support/infraConfigs";
import { nodesOf } from "../topology/plans";

const broken = brokenConfigs();

/** What loading throws. */
function thrownBy(values: Values): unknown {
  try {
    loadConfig(rawOf(values), today);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("200 broken configurations", () => {
  it("are the same on every run, and differ", () => {
    expect(broken).toHaveLength(200);
    expect(broken).toEqual(brokenConfigs());
    expect(new Set(broken.map(({ values }) => JSON.stringify(values))).size).toBeGreaterThan(190);
  });

  it("survive being written to a stack's file", () => {
    for (const { values } of broken) {
      const read = (parse(stackFile(values)) as { config: Values }).config;
      expect(rawOf(read)).toEqual(rawOf(values));
    }
  });

  it.each(broken)("$name", ({ values }) => {
    const error = thrownBy(values);
    expect(error).toBeInstanceOf(ConfigurationError);
    const { problems, message } = error as ConfigurationError;
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem.key).toMatch(/^(bastide|linode):/);
      expect(problem.message).toMatch(/\S/);
      expect(problem.fix).toMatch(/^[A-Z].*\.$/s);
    }
    expect(message).not.toMatch(/^\s+at .+:\d+:\d+/m);
    expect(message).not.toContain("not-a-real-value");
    expect(message).not.toContain("[object ");
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe("configurations changed at random", () => {
  it("are refused with problems, or accepted and then carried through to the hosts", () => {
    fc.assert(
      fc.property(wildValues, (values) => {
        const result = readConfig(rawOf(values), today);
        if (!result.ok) {
          expect(result.problems.length).toBeGreaterThan(0);
          return;
        }
        const { plan, problems } = planTopology(result.config);
        expect(problems).toEqual([]);
        expect(plan.enclaves).toHaveLength(classesOf(result.config).length);
        for (const enclave of plan.enclaves) {
          for (const site of enclave.sites) {
            for (const node of nodesOf(site)) {
              expect(stackScriptDataFor(describeHost(enclave, site, node, result.config)).SEED).toMatch(
                /^[A-Za-z0-9+/]+=*$/,
              );
            }
          }
        }
      }),
      { seed: 20_261_124, numRuns: 400 },
    );
  }, 180_000);

  it("are accepted now and then, so that both sides are tried", () => {
    const accepted = fc
      .sample(wildValues, { seed: 20_261_124, numRuns: 400 })
      .filter((values) => readConfig(rawOf(values), today).ok);
    expect(accepted.length).toBeGreaterThan(5);
  });

  it("knows the patterns of production's settings", () => {
    expect(Object.keys(prodValues())).toContain("bastide:classes");
    expect(patternOf(["bastide:classes", "account", "data", "type"])).toBe("classes.*.data.type");
    expect(patternOf(["bastide:administrators", "amara", "keys", 0])).toBe("administrators.*.keys.[]");
  });
});
