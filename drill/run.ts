import { randomBytes } from "node:crypto";

import { type Doors, type Server, withRole } from "./doors";
import { brokenOf, type DrillJournal, elsewhere } from "./journal";
import type { Row } from "./ledger/judge";
import { startLoad } from "./load/load";
import { checksum, makeTables, rowsOf } from "./load/table";
import { collect, describe, lag } from "./measure";
import { messageOf } from "./messageOf";
import { type Before, examine, NotReady } from "./preconditions";
import { type Played, type Scenario, type Stage, whyNotHere, whyNotOn } from "./scenarios/scenario";
import { anyLeader } from "./site/leader";
import { endWatch, type Look, startWatch } from "./site/watch";
import { makeStage, type Notes, notWholeOf, type StageOptions } from "./stage";
import { settled } from "./steps";
import { tidyUp } from "./tidyUp";

export interface DrillOptions {
  readonly scenario: Scenario;
  readonly dataClass: string;
  readonly doors: Doors;
  /** Whether the baseline is measured first, where the scenario has one. Default: true. */
  readonly withBaseline?: boolean;
  /** What chance is drawn from. Default: the clock. */
  readonly seed?: number;
  /** How many moments a drill of restoring draws. Default: 3. */
  readonly moments?: number;
  /** Seconds of undisturbed load before and after. Default: 5. */
  readonly calmSeconds?: number;
  readonly onPhase: (phase: string) => void;
  readonly onNote: (note: string) => void;
  readonly agree: (question: string) => Promise<boolean>;
  /** Is told what another process would need to tidy up, whenever that changes; null once nothing is left. Default: nobody is told. */
  readonly onJournal?: (journal: Omit<DrillJournal, "by" | "startedAt"> | null) => void;
  /** Is told of writes that are moved to another region, as `bastide failover` keeps it. Default: nobody is told. */
  readonly onMove?: NonNullable<StageOptions["onMove"]>;
  /** Ends the drill before its time: it tidies up then. Default: nothing does. */
  readonly signal?: AbortSignal;
}

/** What was measured, before anything is made of it. */
export interface Measured {
  readonly run: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly before: Before;
  readonly lagBytes: number | null;
  readonly notes: Notes;
  readonly played: Played;
  /** Regions that follow, and were not whole three minutes after the fault was over. */
  readonly notWhole: readonly string[];
  /** What the drill has made or broken and could not take away, for people. */
  readonly left: readonly string[];
  readonly baseline: { readonly about: string; readonly from: number; readonly to: number } | null;
  /** A ledger for each client: the last line of one that was killed may be cut off. */
  readonly ledgers: readonly string[];
  readonly rows: readonly Row[];
  readonly checksums: { readonly before: string; readonly after: string };
  /** What each data node saw of itself. */
  readonly looks: readonly (readonly Look[])[];
  readonly versions: Readonly<Record<string, string>>;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** Seconds that are waited, once a drill has ended before its time, for what hosts were asked to do. */
const settleSeconds = 30;

/**
 * Plays a scenario: checks, load, fault, recovery, verification. Whatever becomes of it, what it broke is restored and what it made is
 * removed, as far as that can be reached; what could not be is in `left`, or in the error.
 *
 * @throws NotReady where it could not begin, with nothing changed
 */
export async function play(options: DrillOptions): Promise<Measured> {
  const { scenario, dataClass, doors } = options;
  const impossible = whyNotHere(scenario, doors);
  if (impossible.length > 0) throw new NotReady(impossible);
  options.onPhase("Looking whether the drill can begin");
  const before = await examine(doors, dataClass);
  const lacking = whyNotOn(scenario, before);
  if (lacking.length > 0) throw new NotReady(lacking);
  const { servers, active } = before;
  let at = "";
  const keep = (now: string): void => {
    at = now;
    options.onJournal?.({
      ...{ scenario: scenario.name, dataClass, active, at },
      broken: brokenOf(notes.broken),
    });
  };
  const onPhase = (phase: string): void => {
    options.onPhase(phase);
    keep(phase);
  };
  const { stage, notes } = makeStage({
    ...{ ...options, ...before, onPhase },
    onLeaving: () => keep(at),
  });
  /** Gives what could not be taken away, and where writes are taken now. */
  const clearUp = async (): ReturnType<typeof tidyUp> => {
    // What comes back first would be taken away by what was asked for earlier.
    const late = await settled(notes.underWay, settleSeconds);
    const { left, writesIn } = await tidyUp({ doors, servers, broken: notes.broken, onPhase });
    const all = [...late.map((name) => `what was begun goes on (${name})`), ...left];
    if (all.length === 0) options.onJournal?.(null);
    else keep("Tidying up");
    return { left: all, writesIn };
  };
  try {
    const measured = await measure(options, before, stage);
    return { ...measured, before, notes, left: (await clearUp()).left };
  } catch (error) {
    const { left, writesIn } = await clearUp();
    if (writesIn !== undefined && writesIn !== active)
      options.onNote(elsewhere(writesIn, { active, dataClass }));
    if (left.length === 0) throw error;
    throw new Error(`${messageOf(error)}\n${leftInWords(left)}`, { cause: error });
  }
}

/** For people. */
export const leftInWords = (left: readonly string[]): string =>
  `What the drill has left could not all be taken away: ${left.join("; ")}`;

/** The drill itself, from its tables to what the watches saw. */
async function measure(
  { scenario, doors, withBaseline = true, calmSeconds = 5 }: DrillOptions,
  { servers, active, leader }: Before,
  stage: Stage,
): Promise<Omit<Measured, "before" | "notes" | "left">> {
  const { loadSeconds = 900 } = scenario;
  const run = `${scenario.name}-${randomBytes(4).toString("hex")}`;
  const clients = withRole(servers, "service");
  const dataNodes = withRole(servers, "data");
  const startedAt = new Date();
  const about = await describe(doors, leader.name);
  await stage.step("drill", "the drill's own tables are made", () => makeTables(doors, leader.name));
  const sumOf = (name: string, on: Server): Promise<string> =>
    stage.step(
      "drill",
      name,
      () => checksum(doors, on.name),
      (text) => text.slice(0, 12),
    );
  const sumBefore = await sumOf("checksum of all that must stay", leader);
  await Promise.all(dataNodes.map(({ name }) => startWatch(doors, name, loadSeconds + 300)));
  await stage.step("drill", `load from ${clients.length} service nodes`, async () => {
    await startLoad(doors, { run, clients, seconds: loadSeconds });
    await stage.steady(calmSeconds);
  });
  const baseline = withBaseline ? await playBaseline(scenario, stage, calmSeconds) : null;
  // Another node may lead since the baseline.
  const lagBytes = await lag(doors, (await anyLeader(doors, dataNodes)).name, servers, active);
  const played = await scenario.play(stage);
  const notWhole = await notWholeOf(stage, stage.standbys);
  await stage.steady(calmSeconds);
  const ledgers = await stage.step("drill", "the load ends", () => collect(doors, clients));
  const now = await anyLeader(doors, dataNodes);
  const rows = await stage.step(
    "drill",
    "rows are counted",
    () => rowsOf(doors, now.name, run),
    (found) => `${found.length}`,
  );
  const sumAfter = await sumOf("checksum again", now);
  const looks = await Promise.all(dataNodes.map(({ name }) => endWatch(doors, name)));
  return {
    ...{ run, startedAt, endedAt: new Date(), lagBytes, played, baseline, notWhole },
    ...{ ledgers, rows, checksums: { before: sumBefore, after: sumAfter }, looks, ...about },
  };
}

async function playBaseline(
  { baseline }: Scenario,
  stage: Stage,
  calmSeconds: number,
): Promise<Measured["baseline"]> {
  if (baseline === undefined) return null;
  const { from } = await baseline.play(stage);
  await stage.steady(calmSeconds);
  return { about: baseline.about, from, to: stage.now() };
}
