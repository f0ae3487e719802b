import { messageOf } from "./messageOf";
import { sleep } from "./wait";

/** Who takes a step: the drill itself, the hosts by themselves, or a person whom the runbook asks. */
export type Actor = "drill" | "hosts" | "person";

/** Does something under a name, and notes who did it, when, how long it took and what it gave to say. Throws what it throws. */
export type TakeStep = <T>(
  by: Actor,
  name: string,
  act: () => Promise<T>,
  said?: (result: T) => string,
) => Promise<T>;

/** A step that was taken. */
export interface Step {
  readonly name: string;
  readonly by: Actor;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly result: "done" | "failed";
  readonly said: string;
}

/** Whom steps are told to as they are taken. */
export interface Listener {
  /** A step begins. */
  readonly onPhase: (phase: string) => void;
  /** A step has ended: a line with who took it, how long it took, and what it said. */
  readonly onNote: (note: string) => void;
  /** What steps have begun and not ended, with their names. Default: nobody looks. */
  readonly underWay?: Map<Promise<unknown>, string>;
}

/** Waits until nothing is under way any more, for so long at the most. Gives the names of what still is. */
export async function settled(
  underWay: ReadonlyMap<Promise<unknown>, string>,
  seconds: number,
): Promise<readonly string[]> {
  const timer = new AbortController();
  await Promise.race([
    Promise.allSettled(underWay.keys()),
    sleep(seconds * 1000, undefined, { signal: timer.signal }),
  ]);
  timer.abort();
  return [...underWay.values()];
}

/** Takes steps, and keeps what became of each in `steps`. A signal fails the one that is under way, which may go on unheard, and those after it. */
export function makeStep(
  { onPhase, onNote, underWay }: Listener,
  steps: Step[],
  signal?: AbortSignal,
): TakeStep {
  const ended = endOf(signal);
  return async (by, name, act, said = () => "") => {
    onPhase(by === "hosts" ? `Waiting: ${name}` : name);
    const began = Date.now();
    const note = (result: Step["result"], text: string): void => {
      const seconds = (Date.now() - began) / 1000;
      steps.push({ name, by, startedAt: new Date(began).toISOString(), seconds, result, said: text });
      onNote(
        `${seconds.toFixed(1).padStart(6)} s  ${by.padEnd(6)}  ${name}${text === "" ? "" : `: ${text}`}${result === "failed" ? " (failed)" : ""}`,
      );
    };
    try {
      signal?.throwIfAborted();
      const acting = act();
      underWay?.set(acting, name);
      const isOver = (): unknown => underWay?.delete(acting);
      acting.then(isOver, isOver);
      const result = await Promise.race([acting, ended]);
      note("done", said(result));
      return result;
    } catch (error) {
      note("failed", messageOf(error));
      throw error;
    }
  };
}

/** Rejects with the signal's reason; never where there is none. */
function endOf(signal: AbortSignal | undefined): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  // Nobody may be waiting when it comes.
  ended.catch(() => {});
  return ended;
}
