import { type Doors, type Server, type Target, withRole } from "./doors";
import type { Stage } from "./scenarios/scenario";
import { isWhole, membersOf } from "./site/members";
import { sleep, until } from "./wait";

/** A step that was taken. */
export interface Step {
  readonly name: string;
  readonly by: "drill" | "hosts" | "person";
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly result: "done" | "failed";
  readonly said: string;
}

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

export interface StageOptions {
  readonly doors: Doors;
  readonly servers: readonly Server[];
  readonly active: string;
  readonly standbys: readonly string[];
  readonly leader: Server;
  readonly onPhase: (phase: string) => void;
  readonly onNote: (note: string) => void;
  /** Gives whether a person agrees. */
  readonly agree: (question: string) => Promise<boolean>;
}

const nameOf = (target: Target): string => ("host" in target ? target.host : `region ${target.region}`);
const words = { lose: "lost", cut: "cut off" } as const;

/** The stage of one drill, and what is noted on it. */
export function makeStage(options: StageOptions): { readonly stage: Stage; readonly notes: Notes } {
  const { doors, servers, onPhase, onNote, agree } = options;
  const notes: Notes = { steps: [], faults: [], broken: new Map() };
  const step: Stage["step"] = async (by, name, act, said = () => "") => {
    onPhase(by === "hosts" ? `Waiting: ${name}` : name);
    const began = Date.now();
    const note = (result: Step["result"], text: string): void => {
      const seconds = (Date.now() - began) / 1000;
      notes.steps.push({ name, by, startedAt: new Date(began).toISOString(), seconds, result, said: text });
      onNote(
        `${seconds.toFixed(1).padStart(6)} s  ${by.padEnd(6)}  ${name}${text === "" ? "" : `: ${text}`}${result === "failed" ? " (failed)" : ""}`,
      );
    };
    try {
      const result = await act();
      note("done", said(result));
      return result;
    } catch (error) {
      note("failed", error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
  const stage: Stage = {
    ...{ doors, servers, active: options.active, standbys: options.standbys, leader: options.leader },
    step,
    ask: (question) =>
      step("person", question, async () => {
        if (!(await agree(question))) throw new Error("It was not agreed to.");
      }),
    async strike(what, target) {
      await step("drill", `${nameOf(target)} is ${words[what]}`, async () => {
        notes.broken.set(nameOf(target), () => doors.disaster.restore(target));
        const at = new Date().toISOString();
        await doors.disaster[what](target);
        notes.faults.push({ at, what: words[what], target: nameOf(target) });
      });
    },
    async restore(target) {
      await step("drill", `${nameOf(target)} is back`, async () => {
        await doors.disaster.restore(target);
        notes.broken.delete(nameOf(target));
      });
    },
    async breakWith(fault) {
      const key = `${fault.target} ${fault.what}`;
      await step("drill", `${fault.target} is ${fault.what}`, async () => {
        notes.broken.set(key, fault.mend);
        const at = new Date().toISOString();
        await fault.break();
        notes.faults.push({ at, what: fault.what, target: fault.target });
      });
      return () =>
        step("drill", `${fault.target} is no longer ${fault.what}`, async () => {
          await fault.mend();
          notes.broken.delete(key);
        });
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
