import { messageOf } from "./messageOf";
import type { Actor, Stage } from "./scenarios/scenario";

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
}

/** Takes steps, and keeps what became of each in `steps`. A signal fails the one that is under way, which may go on unheard, and those after it. */
export function makeStep({ onPhase, onNote }: Listener, steps: Step[], signal?: AbortSignal): Stage["step"] {
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
      const result = await Promise.race([act(), ended]);
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
