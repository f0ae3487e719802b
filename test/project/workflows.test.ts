import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { projectRoot } from "../support/projectFiles";

const folder = join(projectRoot, ".github/workflows");
const permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const workflow = z.looseObject({
  permissions,
  concurrency: z.looseObject({ group: z.string() }),
  jobs: z.record(
    z.string(),
    z.looseObject({
      "timeout-minutes": z.number().max(30),
      permissions: permissions.optional(),
      steps: z.array(
        z.looseObject({
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.looseObject({}).optional(),
        }),
      ),
    }),
  ),
});

const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  return [name, { text, document: parse(text) as unknown }] as const;
});

describe("the workflows", () => {
  it("are the four that SECURITY.md names", () => {
    const names = workflows.map(([name]) => name).sort();
    expect(names).toEqual(["ci.yml", "codeql.yml", "dependency-review.yml", "scorecard.yml"]);
  });
});

describe.each(workflows)("%s", (_, { text, document }) => {
  const { permissions: whole, jobs } = workflow.parse(document);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it("names every action by its full commit, with the version as a comment", () => {
    const uses = text.split("\n").filter((line) => /\buses:/.test(line));
    expect(uses).toHaveLength(steps.filter((step) => step.uses !== undefined).length);
    for (const line of uses) expect(line).toMatch(/uses: [\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may read by default, and writes nothing but security events in single jobs", () => {
    expect(whole).toEqual({ contents: "read" });
    for (const { permissions: own } of Object.values(jobs)) {
      const writes = Object.entries(own ?? {}).filter(([, access]) => access === "write");
      expect(writes.map(([scope]) => scope).filter((scope) => scope !== "security-events")).toEqual([]);
    }
  });

  it("leaves no credentials in the checkout, and puts nothing from outside into a script", () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
      expect(step.with).toMatchObject({ "persist-credentials": false });
    }
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
    expect(text).not.toContain("pull_request_target");
  });
});

it("the same action has the same commit everywhere", () => {
  const pairs = workflows.flatMap(([, { text }]) => [...text.matchAll(/uses: ([\w.-]+\/[\w.-]+)\S*@(\S+)/g)]);
  const commits = new Map<string, Set<string>>();
  for (const [, action = "", commit = ""] of pairs) {
    commits.set(action, (commits.get(action) ?? new Set()).add(commit));
  }
  expect([...commits].filter(([, each]) => each.size > 1)).toEqual([]);
});
