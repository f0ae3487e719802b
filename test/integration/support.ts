import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isMap, isScalar, parseDocument } from "yaml";
import { z } from "zod";
import { nameOf } from "../../engine/offline/urn";
import { loadProject, type Project } from "../../engine/project";
import type { Violation } from "../../engine/verdict";
import { redated } from "../support/redated";

const root = resolve(__dirname, "..", "..");
export const packFolder = join(root, "policy-pack");
/** The stack of every program. */
export const stack = "dev";

const expectation = z.strictObject({
  /** The classes whose part of production's configuration the stack is given; without it there is none at all. */
  configured: z.array(z.string()).optional(),
  /** What must be reported, and nothing else: by policy, the names of the resources, each once. */
  violations: z.record(z.string(), z.array(z.string())),
});

/** A program that the pack did not expect, and what must be reported of it. */
export interface Scenario {
  readonly name: string;
  readonly configured: readonly string[] | undefined;
  readonly violations: Readonly<Record<string, readonly string[]>>;
}

/** Every folder here that holds a program, by name. Throws where an expectation is not written as it must be. */
export function readScenarios(): readonly Scenario[] {
  return readdirSync(__dirname)
    .filter((name) => existsSync(join(__dirname, name, "Pulumi.yaml")))
    .sort()
    .map((name) => {
      const text = readFileSync(join(__dirname, name, "expected.json"), "utf8");
      const { configured, violations } = expectation.parse(JSON.parse(text));
      return { name, configured, violations };
    });
}

const copies = mkdtempSync(join(tmpdir(), "bastide-programs-"));
process.once("exit", () => rmSync(copies, { recursive: true, force: true }));

/** What governs a stack, whatever it makes: the sections of production that a program here is given. */
const governance = [
  "administrators",
  "managedDevices",
  "approvals",
  "managers",
  "waivers",
  "change",
  "leavers",
  "reviews",
  "backups",
] as const;

/** A copy of a program that can be run: with packages, and the stack's file in it. Removed at the end of the process. */
export function prepare(scenario: Scenario): Project {
  const folder = join(copies, scenario.name);
  cpSync(join(__dirname, scenario.name), folder, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, `Pulumi.${stack}.yaml`), stackFile(scenario));
  return loadProject(folder);
}

/** Nodes are moved, not values: quotes decide what the engine takes for a date. */
function stackFile({ name, configured }: Scenario): string {
  const own = join(__dirname, name, `Pulumi.${stack}.yaml`);
  const document = parseDocument(existsSync(own) ? redated(readFileSync(own, "utf8")) : "config: {}\n");
  if (configured !== undefined) {
    const prod = parseDocument(redated(readFileSync(join(root, "Pulumi.prod.yaml"), "utf8")));
    const classes = prod.getIn(["config", "bastide:classes"]);
    if (isMap(classes)) {
      classes.items = classes.items.filter(
        ({ key }) => isScalar(key) && configured.includes(String(key.value)),
      );
    }
    for (const section of ["classes", ...governance].filter(
      (key) => !document.hasIn(["config", `bastide:${key}`]),
    )) {
      document.setIn(["config", `bastide:${section}`], prod.getIn(["config", `bastide:${section}`], true));
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** Violations as an expectation writes them. The stack's own name is that of its URN, `PROJECT-dev`. */
export function reported(violations: readonly Violation[]): Record<string, readonly string[]> {
  const names = new Map<string, Set<string>>();
  for (const { policy, urn } of violations) {
    names.set(policy, (names.get(policy) ?? new Set()).add(nameOf(urn)));
  }
  return Object.fromEntries([...names].map(([policy, found]) => [policy, [...found].sort()]));
}

/** Violations in an order of their own, with all that both ways of running must agree on. */
export function verdictOf(violations: readonly Violation[]) {
  return violations
    .map(({ policy, urn, message, level, severity, couldNotRun, fails }) => ({
      policy,
      urn,
      message,
      level,
      severity,
      couldNotRun,
      fails,
    }))
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function order({ policy, urn, message }: { policy: string; urn: string; message: string }): string {
  return [policy, urn, message].join("\n");
}

/** Works through all items, two at a time: the machine's cores. The promise of each is there at once. */
export function inTwoLanes<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): ReadonlyMap<T, Promise<R>> {
  const results = new Map<T, Promise<R>>();
  const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
  for (const [index, item] of items.entries()) {
    const lane = index % lanes.length;
    const result = (lanes[lane] ?? Promise.resolve()).then(() => work(item));
    // Whoever awaits the result gets its error; the lane goes on.
    lanes[lane] = result.catch(() => undefined);
    results.set(item, result);
  }
  return results;
}
