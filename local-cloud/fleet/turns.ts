import { cpus } from "node:os";

/** How long this machine is watched before the next host boots: a boot shows within it. */
const watchMs = 1_000;
/** What has to be idle of all processors for the next boot. */
const spare = 0.15;
/** The longest wait of the first in the row: hosts wait for each other, and a busy machine does not get idle by waiting. */
const longestMs = 15_000;

/** What all processors have done since this machine was started, in milliseconds. */
export interface Spent {
  readonly idle: number;
  readonly all: number;
}

const spentHere = (): Spent => {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  return { idle, all };
};

/**
 * Has hosts boot one after the other, as fast as this machine can take them: forty that boot at once keep each other so long that whatever
 * waits for an answer in them gives up.
 */
export class Turns {
  private since: { readonly at: number; readonly spent: Spent } | undefined;
  private last = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly spent: () => Spent = spentHere,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether a host may boot now. Then it has had its turn, and the next one waits. */
  take(): boolean {
    const now = this.now();
    if (now - this.last < longestMs && !this.hasSpare(now)) return false;
    this.last = now;
    this.since = undefined;
    return true;
  }

  /** Whether enough was idle for the last second. */
  private hasSpare(now: number): boolean {
    const { since } = this;
    if (since === undefined) {
      this.since = { at: now, spent: this.spent() };
      return false;
    }
    if (now - since.at < watchMs) return false;
    const spent = this.spent();
    this.since = undefined;
    const all = spent.all - since.spent.all;
    return all > 0 && (spent.idle - since.spent.idle) / all >= spare;
  }
}
