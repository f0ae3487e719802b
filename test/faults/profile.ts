import { setTimeout as sleep } from "node:timers/promises";
import type { Ran, Running, Workplace } from "./workplace";

const sampleMs = 50;
/** How much longer than the undisturbed run a disturbed one may take to get as far, before it is hit where it is. */
const slower = 4;

/** How far a run had come after a time: what the local cloud had written down by then. */
interface Sample {
  readonly ms: number;
  readonly bytes: number;
}

/** How an undisturbed run goes on, so that "half way through" means the same on a busy machine. */
export type Profile = readonly Sample[];

/** Follows a command to its end. */
export async function profileOf(place: Workplace, running: Running): Promise<{ ran: Ran; profile: Profile }> {
  const start = performance.now();
  const before = place.written;
  const profile: Sample[] = [];
  let done = false;
  void running.ended.then(() => {
    done = true;
  });
  for (; !done; await sleep(sampleMs)) {
    profile.push({ ms: performance.now() - start, bytes: place.written - before });
  }
  return { ran: await running.ended, profile };
}

/** A part of a run. */
export interface Moment {
  /** After so many milliseconds of an undisturbed run. */
  readonly ms: number;
  /** When the local cloud has written so much. */
  readonly bytes: number;
}

/** The moment at a share (0 to 1) of a run. */
export function momentAt(profile: Profile, share: number): Moment {
  const last = profile.at(-1)?.ms ?? 0;
  const sample = profile.findLast(({ ms }) => ms <= share * last);
  // Where nothing was written for a while, time alone tells how far it was.
  const since = profile.find(({ bytes }) => bytes === (sample?.bytes ?? 0));
  return sample === undefined || since === undefined
    ? { ms: share * last, bytes: 0 }
    : { ms: sample.ms - since.ms, bytes: sample.bytes };
}

/** Waits until a command has come as far as the moment. False where it ended before. */
export async function reach(
  place: Workplace,
  running: Running,
  moment: Moment,
  limitMs: number,
): Promise<boolean> {
  const start = performance.now();
  const before = place.written;
  let done = false;
  void running.ended.then(() => {
    done = true;
  });
  while (!done && place.written - before < moment.bytes && performance.now() - start < slower * limitMs) {
    await sleep(sampleMs / 5);
  }
  const rest = performance.now() + moment.ms;
  while (!done && performance.now() < rest) {
    await sleep(sampleMs / 5);
  }
  return !done;
}
