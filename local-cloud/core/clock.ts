/** What survives a restart. */
export interface ClockState {
  /** Milliseconds that calendar time runs ahead of this machine's. */
  offset: number;
  /** Job milliseconds at the moment of saving. */
  jobTime: number;
}

/** Job seconds a second at most: a speed beyond it could lead to numbers that no date can be made of. */
export const fastest = 1_000_000;

/** The last moment that can be written as the API writes dates. */
const end = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * Two times. The calendar gives timestamps and runs as this machine's does. Job time measures how long jobs take and
 * runs `speed` times faster, so that a boot of 24 s takes 24 ms at a speed of 1,000 while dates stay today's.
 * A speed of 0 stops jobs until `advance`.
 */
export class Clock {
  private offset = 0;
  private base = 0;
  private since = performance.now();
  private stoppedAt: number | undefined;
  private listener: () => void = () => undefined;

  constructor(private rate: number) {}

  /** Job seconds per second; 0 while paused. */
  get speed(): number {
    return this.paused ? 0 : this.rate;
  }

  /** Whether both times stand still. */
  get paused(): boolean {
    return this.stoppedAt !== undefined;
  }

  /** Milliseconds of job time. */
  jobTime(): number {
    return this.base + (performance.now() - this.since) * this.speed;
  }

  /** Calendar time. */
  now(): Date {
    return new Date((this.stoppedAt ?? Date.now()) + this.offset);
  }

  /** Calendar time as the API writes it: UTC, seconds, no zone (a `Z` breaks Linode's Go client). */
  timestamp(): string {
    return formatTimestamp(this.now());
  }

  /** Changes the speed from now on; what jobs have done so far is kept. */
  setSpeed(speed: number): void {
    this.base = this.jobTime();
    this.since = performance.now();
    this.rate = speed;
    this.listener();
  }

  /** Stops both times until `resume`; they can still be advanced. */
  pause(): void {
    if (this.paused) return;
    this.base = this.jobTime();
    this.stoppedAt = Date.now();
    this.listener();
  }

  /** Lets both times go on from where they stopped. */
  resume(): void {
    if (this.stoppedAt === undefined) return;
    this.offset -= Date.now() - this.stoppedAt;
    this.stoppedAt = undefined;
    this.since = performance.now();
    this.listener();
  }

  /** Whether dates can still be written after so many seconds. */
  canAdvance(seconds: number): boolean {
    return this.now().getTime() + seconds * 1000 <= end;
  }

  /** Moves both times ahead. */
  advance(seconds: number): void {
    this.offset += seconds * 1000;
    this.base += seconds * 1000;
    this.listener();
  }

  /** Calls back whenever due times have to be worked out again. */
  onChange(listener: () => void): void {
    this.listener = listener;
  }

  state(): ClockState {
    return { offset: this.offset, jobTime: this.jobTime() };
  }

  restore(state: ClockState): void {
    this.offset = state.offset;
    this.base = state.jobTime;
    this.since = performance.now();
    this.listener();
  }
}

/** `2006-01-02T15:04:05`. */
export function formatTimestamp(date: Date): string {
  return date.toISOString().slice(0, 19);
}
