import { type Doors, type Server, type Target, withRole } from "../doors";
import type { Journal } from "../runbook/journal";
import type { Moved } from "../runbook/move";
import type { TakeStep } from "../steps";
import type { Undo } from "../undo";

/** A fault that a scenario makes by itself, with the hosts' own commands. */
export interface OwnFault {
  /** For people, after the target's name: `stopped`, `full`. */
  readonly what: string;
  readonly target: string;
  break(): Promise<unknown>;
  /** What ends it, in this order. */
  readonly mend: readonly Undo[];
}

/** Writes that are moved to another region. */
export type Moving = Pick<Journal, "command" | "to" | "isLost">;

/** What a scenario works with. */
export interface Stage {
  readonly doors: Doors;
  readonly dataClass: string;
  readonly servers: readonly Server[];
  /** The region that takes writes when the drill begins, and those that follow it. */
  readonly active: string;
  readonly standbys: readonly string[];
  /** The node that takes writes when the drill begins. */
  readonly leader: Server;
  /** What chance is drawn from, and how many moments a drill of restoring draws. */
  readonly seed: number;
  readonly moments: number;
  readonly step: TakeStep;
  /** Asks a person to agree to a step; with `--yes` it is agreed. Throws where they don't. */
  ask(question: string): Promise<void>;
  /** Has one fault happen; it is noted, and restored at the end whatever becomes of the drill. */
  strike(what: "lose" | "cut", target: Target): Promise<void>;
  /** Ends the fault. */
  restore(target: Target): Promise<void>;
  /**
   * Makes a fault of the scenario's own; it is noted, and mended at the end whatever becomes of the drill. Gives what ends it, after something
   * that can be done only here.
   */
  breakWith(fault: OwnFault): Promise<(before?: () => Promise<unknown>) => Promise<void>>;
  /** Has something taken away at the end whatever becomes of the drill. Gives what takes it away now; that does no harm twice. */
  leaving(name: string, undo: readonly Undo[]): () => Promise<void>;
  /**
   * Moves writes to another region, as a person would: it is noted, so that it can be resumed where the drill is ended in its midst. Throws what
   * is left where it is not done.
   */
  moving<T extends Moved>(move: Moving, act: () => Promise<T>): Promise<T>;
  /** Waits until a region is whole. Default: 180 seconds. */
  whole(region: string, seconds?: number): Promise<void>;
  /** Lets the load go on for so many seconds. */
  steady(seconds: number): Promise<void>;
  /** Unix seconds. */
  now(): number;
}

/** What is to be reached. */
export interface Objective {
  readonly name: string;
  readonly unit: string;
  /** At most this much. */
  readonly objective: number;
  readonly measured: number;
}

/** When the writes were acknowledged that may be lost, in Unix seconds, and why. */
export interface MayLose {
  readonly from: number;
  readonly until: number;
  readonly because: string;
}

/** What came of a scenario's own part, for its objectives. Times in Unix seconds. */
export interface Played {
  /** From when on the outage counts: the fault, or the person's go. */
  readonly from: number;
  /** Until when the outage counts. Default: the end of the load. */
  readonly until?: number;
  /** For the page: what the outage is counted from. */
  readonly fromWhat: string;
  /** How long writes may be away, in seconds; null where the baseline of the same run decides. */
  readonly mostSeconds: number | null;
  /** Of the baseline's seconds, the share that may be reached; null without a baseline. */
  readonly shareOfBaseline: number | null;
  /** Times in which writes were acknowledged that may be lost. Default: none may. */
  readonly mayLose?: readonly MayLose[];
  /** The region that took writes from `from` to `until` in the place of the one before: both at once is what must not be. Default: none did. */
  readonly movedTo?: string;
  /** What the scenario has measured besides. Default: nothing. */
  readonly objectives?: readonly Objective[];
  readonly notCovered: readonly string[];
}

/** One disaster, rehearsed. */
export interface Scenario {
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  /** How the same is done with what Patroni brings, where there is such a way: for comparison in the same run. */
  readonly baseline?: { readonly about: string; play(stage: Stage): Promise<{ readonly from: number }> };
  /** How long its load may go on, in seconds. Default: 900. */
  readonly loadSeconds?: number;
  /** What the world has to do for it that it can't be made to do everywhere. Default: nothing. */
  readonly needs?: readonly (keyof NonNullable<Doors["unable"]>)[];
  /** What the class has to have for it. Default: nothing but what every drill needs. */
  readonly takes?: readonly (keyof typeof lacks)[];
  play(stage: Stage): Promise<Played>;
}

/** What a class may lack, with what says so; empty where it is there. */
const lacks = {
  "a region that follows": ({ active, standbys }: Found) =>
    standbys.length === 0 ? `No region follows ${active}.` : "",
  "a second data node": ({ active, servers }: Found) =>
    withRole(servers, "data", active).length < 2 ? `${active} has one data node only.` : "",
  "a gateway": ({ active, servers }: Found) =>
    withRole(servers, "gateway", active).length === 0 ? `There is no gateway in ${active}.` : "",
} as const;

type Found = Pick<Stage, "active" | "standbys" | "servers">;

/** Why a scenario can't be played on this class; empty where it can. */
export const whyNotOn = ({ name, takes = [] }: Scenario, found: Found): readonly string[] =>
  takes.flatMap((each) => {
    const lack = lacks[each](found);
    return lack === "" ? [] : [`${name}: ${lack}`];
  });

/** Why a scenario can't be played behind these doors; empty where it can. */
export const whyNotHere = (
  { name, needs = [] }: Scenario,
  { unable }: Pick<Doors, "unable">,
): readonly string[] =>
  needs.flatMap((need) => (unable?.[need] === undefined ? [] : [`${name}: ${unable[need]}`]));
