import fc from "fast-check";
import type { Validator } from "../openapi/validator";
import { Chance, material } from "./chance";
import { targets } from "./operations";
import { retell, shorten } from "./retell";
import { Stage, type StageOptions } from "./stage";
import { type Repertoire, type Told, tell } from "./story";

/** How much to ask for. */
export interface FuzzOptions extends StageOptions {
  requests: number;
  seed: number;
  /** Requests in one story, after which the next one begins with nothing. @default 400 */
  storyLength?: number;
  /** Faults to tell the shortest story of; the others are only named. @default 5 */
  shortened?: number;
  /** Called after each story. */
  progress?(done: number): void;
}

/** A fault with the shortest story that shows it. */
export interface Finding {
  key: string;
  text: string;
  /** Shell commands. */
  lines: readonly string[];
}

/** What came of it. */
export interface FuzzResult {
  seed: number;
  requests: number;
  statuses: ReadonlyMap<number, number>;
  /** Endpoints of the local cloud that answered with success, and those that never did. */
  reached: readonly string[];
  unreached: readonly string[];
  findings: readonly Finding[];
}

/**
 * Asks the local cloud for everything that the API's document has, in stories of hundreds of requests about things that
 * earlier answers showed; judges each answer and the whole state after each request.
 */
export async function fuzz(validator: Validator, options: FuzzOptions): Promise<FuzzResult> {
  const { offered, missing } = targets(validator.document);
  const repertoire: Repertoire = {
    document: validator.document,
    offered,
    missing,
    reached: new Set(),
    asked: new Map(),
  };
  const storyLength = Math.min(options.storyLength ?? 400, options.requests);
  const stories = Math.ceil(options.requests / storyLength);
  const statuses = new Map<number, number>();
  const bad = new Map<string, { told: Told; text: string; after: number }>();
  const stage = new Stage(validator, options);
  try {
    await stage.open();
    let done = 0;
    for (const one of fc.sample(material, { seed: options.seed, numRuns: stories })) {
      const told = await tell(stage, repertoire, new Chance(one, stage.certificate), storyLength);
      for (const [status, count] of told.statuses) {
        statuses.set(status, (statuses.get(status) ?? 0) + count);
        done += count;
      }
      for (const { key, text, after } of told.faults) if (!bad.has(key)) bad.set(key, { told, text, after });
      options.progress?.(done);
    }
    const findings: Finding[] = [];
    for (const [key, { told, text, after }] of [...bad].sort(([a], [b]) => weight(a) - weight(b))) {
      const story = told.actions.slice(0, after);
      const worth = findings.length < (options.shortened ?? 5);
      const lines = worth ? (await retell(stage, await shorten(stage, story, key))).lines : [];
      findings.push({ key, text, lines });
    }
    const all = offered.flatMap(({ endpoint }) => endpoint ?? []);
    return {
      seed: options.seed,
      requests: done,
      statuses,
      reached: all.filter((one) => repertoire.reached.has(one)),
      unreached: all.filter((one) => !repertoire.reached.has(one)),
      findings,
    };
  } finally {
    await stage.close();
  }
}

/** Shapes of answers come last: they are told in one line. */
function weight(key: string): number {
  return /^(contradiction|500|no answer|restart)/.test(key) ? 0 : 1;
}

/** What came of it, for people. */
export function report(result: FuzzResult): string {
  const { reached, unreached, findings } = result;
  const statuses = [...result.statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${count} × ${status}`);
  const lines = [
    `${result.requests} requests with seed ${result.seed}: ${statuses.join(", ")}`,
    `${reached.length} of ${reached.length + unreached.length} endpoints answered with success`,
    ...unreached.map((one) => `  never: ${one}`),
  ];
  for (const { key, text, lines: story } of findings) {
    lines.push("", `FAULT ${key}`, `  ${text}`, ...story.map((line) => `  ${line}`));
  }
  return lines.join("\n");
}
