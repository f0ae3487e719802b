import { type Doors, type Server, type Target, withRole } from "./doors";
import { messageOf } from "./messageOf";
import type { Journal } from "./runbook/journal";
import type { Moving, Stage } from "./scenarios/scenario";
import { isWhole, membersOf } from "./site/members";
import { type Listener, makeStep, type Step } from "./steps";
import { type Undo, undo } from "./undo";
import { sleep, until } from "./wait";

/** A fault that struck. */
export interface Fault {
  /** ISO 8601. */
  readonly at: string;
  readonly what: string;
  readonly target: string;
}

/** What a drill has noted of itself. */
export interface Notes {
  readonly steps: Step[];
  readonly faults: Fault[];
  /** What is broken now, by a name for people, and what mends it; in the order in which it was done. */
  readonly broken: Map<string, readonly Undo[]>;
  /** What is being done now, with its name: a signal ends the drill, and not what it has asked a host for. */
  readonly underWay: Map<Promise<unknown>, string>;
}

export interface StageOptions extends Listener {
  readonly doors: Doors;
  readonly dataClass: string;
  readonly servers: readonly Server[];
  readonly active: string;
  readonly standbys: readonly string[];
  readonly leader: Server;
  /** Default: of the clock. */
  readonly seed?: number;
  /** Default: 3. */
  readonly moments?: number;
  /** Something is about to be done that has to be taken away later. */
  readonly onLeaving?: () => void;
  /** Writes begin to move to another region, or that has ended. */
  readonly onMove?: (move: Moving, state: Journal["state"], left: readonly string[]) => void;
  /** Ends every step before its time. Default: nothing does. */
  readonly signal?: AbortSignal;
  /** Gives whether a person agrees. */
  readonly agree: (question: string) => Promise<boolean>;
}

const nameOf = (target: Target): string => ("host" in target ? target.host : `region ${target.region}`);
const words = { lose: "lost", cut: "cut off" } as const;

/** The stage of one drill, and what is noted on it. */
export function makeStage(options: StageOptions): { readonly stage: Stage; readonly notes: Notes } {
  const { doors, servers, agree, signal } = options;
  const notes: Notes = { steps: [], faults: [], broken: new Map(), underWay: new Map() };
  const step = makeStep({ ...options, underWay: notes.underWay }, notes.steps, signal);
  const happens = (what: string, target: string, act: () => Promise<unknown>): Promise<void> =>
    step("drill", `${target} is ${what}`, async () => {
      const at = new Date().toISOString();
      await act();
      notes.faults.push({ at, what, target });
    });
  const stage: Stage = {
    ...{ doors, servers, dataClass: options.dataClass, leader: options.leader },
    ...{ active: options.active, standbys: options.standbys },
    ...{ seed: options.seed ?? Date.now(), moments: options.moments ?? 3 },
    step,
    ask: (question) =>
      step("person", question, async () => {
        if (!(await agree(question))) throw new Error("It was not agreed to.");
      }),
    async strike(what, target) {
      stage.leaving(nameOf(target), [{ does: "restore", target }]);
      await happens(words[what], nameOf(target), () => doors.disaster[what](target));
    },
    async restore(target) {
      await step("drill", `${nameOf(target)} is back`, async () => {
        await doors.disaster.restore(target);
        notes.broken.delete(nameOf(target));
      });
    },
    leaving(name, all) {
      notes.broken.set(name, all);
      options.onLeaving?.();
      return async () => {
        for (const each of all) await undo(doors, servers, each);
        notes.broken.delete(name);
      };
    },
    async breakWith(fault) {
      const mend = stage.leaving(`${fault.target} ${fault.what}`, fault.mend);
      await happens(fault.what, fault.target, () => fault.break());
      return (before = async () => {}) =>
        step("drill", `${fault.target} is no longer ${fault.what}`, async () => {
          await before();
          await mend();
        });
    },
    async moving(move, act) {
      const said = options.onMove ?? (() => {});
      said(move, "begun", []);
      const result = await act().catch((error: unknown) => {
        said(move, "failed", [messageOf(error)]);
        throw error;
      });
      said(move, result.state, result.left);
      if (result.state !== "done") throw new Error(result.left.join("; "));
      return result;
    },
    whole: (region, seconds = 180) =>
      step("hosts", `${region} is whole`, async () => {
        const nodes = withRole(servers, "data", region).length;
        await until(
          async () => (isWhole(await membersOf(doors, servers, region), nodes) ? true : undefined),
          { seconds, everyMs: 1000, late: () => `${region} was not whole within ${seconds} s.` },
        );
      }),
    steady: (seconds) => sleep(seconds * 1000, undefined, signal === undefined ? {} : { signal }),
    now: () => Date.now() / 1000,
  };
  return { stage, notes };
}

/** Waits for regions, and gives those that do not become whole. That is what a drill has found, and no reason to end it. */
export async function notWholeOf(
  stage: Pick<Stage, "whole">,
  regions: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const region of regions) await stage.whole(region).catch(() => found.push(region));
  return found;
}
