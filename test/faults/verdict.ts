import { type CloudSnapshot, differences, type Picture, pictureOf } from "./picture";
import { mismatches, readRecord } from "./record";
import type { EngineName, Ran, Workplace } from "./workplace";

/** How often a command may be run until it has to have succeeded. */
export const patience = 6;

/** The end of running a command again and again. */
export interface Persisted {
  /** Runs that were needed, the successful one included. */
  readonly runs: number;
  /** What the last run said; undefined where none succeeded. */
  readonly last: Ran | undefined;
  readonly problems: readonly string[];
  /** What the runs said that did not succeed. */
  readonly reasons: readonly string[];
}

/** Runs a command until it succeeds, as a person would who reads "run the command again". */
export async function persist(
  place: Workplace,
  command: "up" | "destroy",
  engine: EngineName,
  ...options: readonly string[]
): Promise<Persisted> {
  const problems: string[] = [];
  const reasons: string[] = [];
  for (let runs = 1; runs <= patience; runs++) {
    const ran = await place.run(command, engine, ...options);
    if (ran.code === 0) {
      return { runs, last: ran, problems, reasons };
    }
    const said = messageOf(ran);
    reasons.push(`${command}, run ${runs}: ${said}`);
    if (!/again/.test(said)) {
      problems.push(
        `${command} ended with ${ran.code} and did not say to run it again: ${said.slice(0, 600)}`,
      );
    }
    if (runs === patience) {
      problems.push(`${command} did not succeed in ${patience} runs: ${said.slice(0, 1500)}`);
    }
  }
  return { runs: patience, last: undefined, problems, reasons };
}

/** The error of a command that was run with `--json`. */
function messageOf({ stdout, stderr }: Ran): string {
  try {
    const { error } = JSON.parse(stdout) as { error: { message: string; fix?: string } };
    return `${error.message} ${error.fix ?? ""}`;
  } catch {
    return `${stdout}${stderr}`.trim();
  }
}

export function snapshotOf(place: Workplace): Promise<CloudSnapshot> {
  return place.control("GET", "/snapshot");
}

/** Everything that is wrong where a stack should be up as if nothing had happened. */
export async function judgeUp(place: Workplace, wanted: Picture): Promise<string[]> {
  const snapshot = await snapshotOf(place);
  const record = readRecord(place.folder, place.project, place.stack);
  return [
    ...differences(wanted, pictureOf(snapshot)),
    ...mismatches(record, snapshot).slice(0, 6),
    ...(record.pending === 0 ? [] : [`${record.pending} operations are recorded as begun and not ended`]),
    ...(await contradictions(place)),
  ];
}

/** Everything that is wrong where nothing should be left. */
export async function judgeGone(place: Workplace, empty: Picture): Promise<string[]> {
  return [...differences(empty, pictureOf(await snapshotOf(place))), ...(await contradictions(place))];
}

/** What is wrong with one more `up`, which has nothing to do. */
export async function judgeIdle(place: Workplace, engine: EngineName): Promise<string[]> {
  const { code, stdout, stderr } = await place.run("up", engine);
  if (code !== 0) {
    return [
      `a further up ended with ${code}: ${messageOf({ code, stdout, stderr, seconds: 0 }).slice(0, 600)}`,
    ];
  }
  const { made, changed } = JSON.parse(stdout) as { made: number; changed: number };
  return made + changed === 0 ? [] : [`a further up made ${made} and changed ${changed}`];
}

/** What the local cloud's own check says of its state. */
async function contradictions(place: Workplace): Promise<string[]> {
  const found = await place.control<unknown[]>("GET", "/contradictions");
  return found.map((contradiction) => `contradiction: ${JSON.stringify(contradiction).slice(0, 300)}`);
}
