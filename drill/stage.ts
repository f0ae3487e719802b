import { type Doors, type Server, type Target, withRole } from "./doors";
import type { Stage } from "./scenarios/scenario";
import { isWhole, membersOf } from "./site/members";
import { type Listener, makeStep, type Step } from "./steps";
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
  /** What is broken now, by a name for people, and what mends it. */
  readonly broken: Map<string, () => Promise<unknown>>;
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
  /** Gives whether a person agrees. */
  readonly agree: (question: string) => Promise<boolean>;
}

const nameOf = (target: Target): string => ("host" in target ? target.host : `region ${target.region}`);
const words = { lose: "lost", cut: "cut off" } as const;

/** The stage of one drill, and what is noted on it. */
export function makeStage(options: StageOptions): { readonly stage: Stage; readonly notes: Notes } {
  const { doors, servers, agree } = options;
  const notes: Notes = { steps: [], faults: [], broken: new Map() };
  const step = makeStep(options, notes.steps);
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
      stage.leaving(nameOf(target), () => doors.disaster.restore(target));
      await happens(words[what], nameOf(target), () => doors.disaster[what](target));
    },
    async restore(target) {
      await step("drill", `${nameOf(target)} is back`, async () => {
        await doors.disaster.restore(target);
        notes.broken.delete(nameOf(target));
      });
    },
    leaving(name, takeAway) {
      notes.broken.set(name, takeAway);
      return async () => {
        await takeAway();
        notes.broken.delete(name);
      };
    },
    async breakWith(fault) {
      const mend = stage.leaving(`${fault.target} ${fault.what}`, fault.mend);
      await happens(fault.what, fault.target, () => fault.break());
      return () => step("drill", `${fault.target} is no longer ${fault.what}`, mend);
    },
    whole: (region, seconds = 180) =>
      step("hosts", `${region} is whole`, async () => {
        const nodes = withRole(servers, "data", region).length;
        await until(
          async () => (isWhole(await membersOf(doors, servers, region), nodes) ? true : undefined),
          { seconds, everyMs: 1000, late: () => `${region} was not whole within ${seconds} s.` },
        );
      }),
    steady: (seconds) => sleep(seconds * 1000),
    now: () => Date.now() / 1000,
  };
  return { stage, notes };
}
