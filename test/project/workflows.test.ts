import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { fromPyPi, installed, named } from "../clients/support/tools";
import { projectRoot } from "../support/projectFiles";
import { temporaryFolder } from "../support/temporaryFolder";

const folder = join(projectRoot, ".github/workflows");
const permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions,
  concurrency: z.looseObject({ group: z.string() }),
  jobs: z.record(
    z.string(),
    z.looseObject({
      if: z.string().optional(),
      environment: z.string().optional(),
      "timeout-minutes": z.number().max(30),
      permissions: permissions.optional(),
      steps: z.array(
        z.looseObject({
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.looseObject({}).optional(),
          env: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  ),
});

const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  return [name, { text, document: parse(text) as unknown }] as const;
});

/** What single jobs may write, and nothing else may. */
const writers: Readonly<Record<string, readonly string[]>> = {
  "codeql.yml": ["security-events"],
  "scorecard.yml": ["security-events"],
  "preview-comment.yml": ["pull-requests", "security-events"],
  "drift.yml": ["issues"],
};

describe("the workflows", () => {
  it("are those that SECURITY.md and the guide name", () => {
    const names = workflows.map(([name]) => name).sort();
    expect(names).toEqual([
      "ci.yml",
      "codeql.yml",
      "dependency-review.yml",
      "drift.yml",
      "preview-account.yml",
      "preview-comment.yml",
      "preview.yml",
      "scorecard.yml",
    ]);
  });
});

describe.each(workflows)("%s", (name, { text, document }) => {
  const { on, permissions: whole, jobs } = workflow.parse(document);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it("names every action by its full commit, with the version as a comment", () => {
    const uses = text.split("\n").filter((line) => /\buses:/.test(line));
    expect(uses).toHaveLength(steps.filter((step) => step.uses !== undefined).length);
    for (const line of uses) expect(line).toMatch(/uses: [\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may read by default, and writes what it is for in single jobs", () => {
    expect(whole).toEqual({ contents: "read" });
    const written = Object.values(jobs).flatMap(({ permissions: own }) =>
      Object.entries(own ?? {}).flatMap(([scope, access]) => (access === "write" ? [scope] : [])),
    );
    expect(written.sort()).toEqual(writers[name] ?? []);
  });

  it("leaves no credentials in the checkout, and puts nothing from outside into a script", () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
      expect(step.with).toMatchObject({ "persist-credentials": false });
    }
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
    expect(text).not.toContain("pull_request_target");
  });

  it("runs no code of a pull request where it may write or is given secrets", () => {
    for (const job of Object.values(jobs)) {
      const writes = Object.values(job.permissions ?? {}).includes("write");
      const checkouts = job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      const secret = JSON.stringify(job).includes("secrets.");
      // Analysis that builds nothing and runs nothing.
      if (name === "codeql.yml") continue;
      if (writes) expect(Object.keys(on)).not.toContain("pull_request");
      if (writes && "workflow_run" in on) {
        for (const { with: given } of checkouts) {
          expect(given).toMatchObject({
            ref: expect.stringContaining("github.event.repository.default_branch"),
          });
        }
      }
      expect(writes && secret).toBe(false);
      if (secret) expect(job.environment).toMatch(/^production-/);
      if (secret && "pull_request" in on) {
        expect(job.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
      }
    }
  });

  it("gives secrets to the single steps that need them, and installs no package's script beside them", () => {
    const { jobs: all } = z.object({ jobs: z.record(z.string(), z.looseObject({})) }).parse(document);
    for (const { steps: _, ...job } of Object.values(all))
      expect(JSON.stringify(job)).not.toContain("secrets.");
    for (const { run, uses } of steps) expect(`${run} ${uses}`).not.toContain("secrets.");
    if (text.includes("secrets.") || (writers[name] ?? []).length > 0) {
      for (const { run } of steps) {
        if (run?.startsWith("npm ci")) expect(run).toBe("npm ci --ignore-scripts");
      }
    }
  });

  it("runs only scripts of ours that exist", () => {
    const scripts = steps.flatMap(({ run }) => run?.match(/\b[\w/-]+\.ts\b/g) ?? []);
    expect(scripts.filter((script) => !existsSync(join(projectRoot, script)))).toEqual([]);
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

it("the engine that previews against the account is the one whose SDK the project has", () => {
  const { dependencies } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
  const versions = workflows.flatMap(([, { text }]) => text.match(/(?<=pulumi-version: )\S+/g) ?? []);
  expect(new Set(versions)).toEqual(new Set([dependencies["@pulumi/pulumi"]]));
});

/** Two linters from their registries, outside the project, once for each version. */
const actionlint = installed({
  name: "actionlint-1.7.12",
  steps: (target) => [
    {
      program: existsSync("/usr/local/go/bin/go") ? "/usr/local/go/bin/go" : "go",
      args: ["install", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"],
      env: { GOBIN: target, GOFLAGS: "", GOCACHE: join(homedir(), ".cache", "go-build") },
    },
  ],
  file: "actionlint",
  seconds: 240,
});
const zizmor = installed(fromPyPi("zizmor", "1.32.0", 180));

function lint(tool: typeof actionlint, args: readonly string[], file: string) {
  const { status, stdout, stderr } = spawnSync(tool.usable ? tool.path : "", [...args, file], {
    encoding: "utf8",
    cwd: projectRoot,
  });
  return { status, said: stdout + stderr };
}

describe.each([
  ["actionlint", actionlint, ["-no-color"]],
  ["zizmor", zizmor, ["--offline", "--no-progress", "--color=never"]],
] as const)("%s", (name, tool, args) => {
  it.skipIf(!tool.usable)(
    named(`${name} finds nothing wrong with any workflow`, tool),
    { timeout: 60_000 },
    () => {
      for (const [file] of workflows) {
        const { status, said } = lint(tool, args, join(folder, file));
        expect(said.replace(/^ INFO.*$/gm, "")).not.toMatch(/error|warning/i);
        expect(status).toBe(0);
      }
    },
  );

  it.skipIf(!tool.usable)(
    named(`${name} would find a script that a title can be injected into`, tool),
    () => {
      const bad = temporaryFolder({
        ".github/workflows/bad.yml": `on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo \${{ github.event.pull_request.title }}\n`,
      });
      expect(lint(tool, args, join(bad, ".github/workflows/bad.yml")).status).not.toBe(0);
    },
  );
});
