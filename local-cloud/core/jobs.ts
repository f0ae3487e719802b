import type { Clock } from "./clock";
import { StateWriteError } from "./errors";
import { newEvent, underWay } from "./events";
import type { JobFaults, JobRequest, JobType } from "./jobTypes";
import type { EventRecord, Id, JobRecord, Kind } from "./kinds";
import type { Store } from "./store";

export { username } from "./events";
export type { JobFaults, JobRequest, JobType } from "./jobTypes";

/** The share of a job's time after which its entity shows the result. */
const settlingShare = 0.8;

function settlingTime({ startsAt, endsAt }: JobRecord): number {
  return startsAt + (endsAt - startsAt) * settlingShare;
}

/** Job milliseconds that an event stays `scheduled`. */
const queueMilliseconds = 1000;

/** Job milliseconds that pass at least between a job's start and its first step. */
const shortestJob = 100;

/** Real milliseconds until jobs that couldn't be written down are tried again. */
const writeRetryMilliseconds = 1000;

/**
 * Work that takes time. A job has one event for its whole life, with the job's id: scheduled, started, finished or
 * failed. Jobs are records and what they do is found by their action, so that they go on after a restart.
 */
export class Jobs<World> {
  private types = new Map<string, JobType<World>>();
  private timer: NodeJS.Timeout | undefined;
  private due: number | undefined;
  /** Job milliseconds before which nothing is due. */
  private next = Number.NEGATIVE_INFINITY;
  private closed = false;
  private world: World | undefined;
  private faults: JobFaults = { fate: () => undefined, isHeld: () => false };
  private isWaited: (job: JobRecord) => boolean = () => false;

  constructor(
    private store: Store,
    private clock: Clock,
  ) {
    store.index("job", "entityId");
    store.index("job", "after");
    clock.onChange(() => this.review());
  }

  /** Gives what finished jobs work on. */
  attach(world: World): void {
    this.world = world;
  }

  /** Lets faults have their way with jobs from now on. */
  exposeTo(faults: JobFaults): void {
    this.faults = faults;
  }

  /** Stops jobs while something that they stand for is not so yet; `hold` looks anew. */
  waitFor(isWaited: (job: JobRecord) => boolean): void {
    this.isWaited = isWaited;
  }
  private isHeld = (job: JobRecord): boolean => this.faults.isHeld(job) || this.isWaited(job);

  /** Stops and releases jobs as is now said; what a job has left to do is kept meanwhile. */
  hold(): void {
    const now = this.clock.jobTime();
    this.store.transaction(() => {
      for (const job of [...this.store.all("job")]) {
        const held = this.isHeld(job);
        if (held && job.heldAt == null) this.store.patch("job", job.id, { heldAt: now });
        if (held || job.heldAt == null) continue;
        const late = now - job.heldAt;
        const times = { startsAt: job.startsAt + late, endsAt: job.endsAt + late };
        this.store.patch("job", job.id, { ...times, heldAt: null });
      }
    });
    this.review();
  }

  /** Job time of the next step of any job; infinity if none is under way. */
  get upcoming(): number {
    return this.next;
  }

  /** Looks at all jobs anew: after they were replaced, or changed by others. */
  review(): void {
    this.next = Number.NEGATIVE_INFINITY;
    this.runDue();
  }

  register(action: string, type: JobType<World>): void {
    if (this.types.has(action)) throw new Error(`The job ${action} is defined twice.`);
    this.types.set(action, type);
  }

  /** Starts a job inside the current transaction; gives its event. */
  start(request: JobRequest): EventRecord {
    const type = this.types.get(request.action);
    if (type === undefined) throw new Error(`There is no job called ${request.action}.`);
    const event = this.insertEvent({ ...request, action: type.event ?? request.action }, "scheduled");
    const now = this.due ?? this.clock.jobTime();
    const startsAt = now + Math.min(queueMilliseconds, type.seconds * 100);
    const job: JobRecord = {
      id: event.id,
      action: request.action,
      kind: request.kind,
      entityId: request.entity.id,
      startsAt,
      endsAt: startsAt + type.seconds * 1000,
      after: request.after ?? null,
      details: request.details ?? {},
    };
    const fate = this.faults.fate(job);
    if (fate !== undefined) {
      job.endsAt = startsAt + type.seconds * 1000 * fate.factor;
      job.fails = fate.fails;
    }
    if (this.isHeld(job)) job.heldAt = now;
    this.store.insert("job", job);
    this.expect(startsAt);
    return event;
  }

  /** Records something that happened at once. */
  notify(request: JobRequest): EventRecord {
    return this.insertEvent(request, "notification");
  }

  /** The jobs that an entity is busy with. */
  running(kind: Kind, id: Id): JobRecord[] {
    return this.store.where("job", "entityId", id).filter((job) => job.kind === kind);
  }

  /** Ends the jobs of something that is going away. */
  cancel(kind: Kind, id: Id): void {
    for (const job of this.running(kind, id)) {
      this.store.remove("job", job.id);
      this.store.patch("event", job.id, {
        status: "failed",
        message: "Cancelled: the resource was deleted.",
      });
      // Others that the job worked on, such as an image or a copy, are left as by a failure.
      this.carryOut(job, "fail");
      this.release(job, "Cancelled: the job before it was.");
    }
  }

  /** Lets the jobs that waited for one start now, or fail with it. */
  private release(ended: JobRecord, failure: string | undefined): void {
    const now = this.due ?? this.clock.jobTime();
    for (const job of this.store.where("job", "after", ended.id)) {
      if (failure === undefined) {
        this.store.patch("job", job.id, {
          startsAt: now,
          endsAt: now + job.endsAt - job.startsAt,
          after: null,
        });
        this.expect(now);
      } else {
        this.store.remove("job", job.id);
        this.store.patch("event", job.id, { status: "failed", message: failure });
        this.release(job, failure);
      }
    }
  }

  /** Advances every job to the present. */
  runDue(): void {
    if (this.closed) return;
    try {
      while (this.next <= this.clock.jobTime()) this.runRound();
      this.arm();
    } catch (error) {
      if (!(error instanceof StateWriteError)) throw error;
      // The disk is full: jobs stand still until it isn't. Whoever changes something is told.
      this.wake(writeRetryMilliseconds);
    }
  }

  /** Takes the steps that are due, in their order. */
  private runRound(): void {
    // What a step starts may be due before the rest: one round goes no further than the first step that could.
    const until = Math.min(this.clock.jobTime(), this.first() + shortestJob);
    const steps = this.steps().filter(({ at }) => at <= until);
    for (const step of steps.sort((one, other) => one.at - other.at)) {
      this.due = step.at;
      try {
        this.step(step.job);
      } finally {
        this.due = undefined;
      }
    }
    this.next = this.first();
  }

  /** When the first step is due. */
  private first(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { at } of this.steps()) first = Math.min(first, at);
    return first;
  }

  /** An event as a reader sees it now. */
  progress(event: EventRecord): EventRecord {
    const job = event.status === "started" ? this.store.get("job", event.id) : undefined;
    return job === undefined ? event : underWay(event, job, job.heldAt ?? this.clock.jobTime());
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** What each job does next, and when. */
  private steps(): { job: JobRecord; at: number }[] {
    return [...this.store.all("job")].map((job) => {
      const waits = job.after != null && this.store.get("job", job.after) !== undefined;
      if (waits || job.heldAt != null) return { job, at: Number.POSITIVE_INFINITY };
      const scheduled = this.store.get("event", job.id)?.status === "scheduled";
      if (scheduled) return { job, at: job.startsAt };
      return { job, at: this.settles(job) ? settlingTime(job) : job.endsAt };
    });
  }

  private settles(job: JobRecord): boolean {
    return !job.settled && !job.fails && this.types.get(job.action)?.settle !== undefined;
  }

  private step(job: JobRecord): void {
    if (this.store.get("job", job.id) === undefined) return;
    if (this.store.get("event", job.id)?.status === "scheduled") {
      this.store.transaction(() => {
        this.store.patch("event", job.id, { status: "started" });
        this.carryOut(job, "begin");
      });
    } else if (this.settles(job)) {
      this.store.transaction(() => {
        this.store.patch("job", job.id, { settled: true });
        this.carryOut(job, "settle");
      });
    } else if (job.fails) this.end(job, "failed", "");
    else this.finish(job);
  }

  /** Ends a job well; as a failure where what follows from it can't be done. */
  private finish(job: JobRecord): void {
    try {
      this.end(job, "finished", "");
    } catch (error) {
      if (error instanceof StateWriteError) throw error;
      this.end(job, "failed", error instanceof Error ? error.message : String(error));
    }
  }

  /** Ends a job and its event, and lets go of the jobs that wait for it. */
  private end(job: JobRecord, status: "finished" | "failed", message: string): void {
    const isGood = status === "finished";
    const event = this.store.get("event", job.id);
    const percent = isGood ? 100 : (event?.percent_complete ?? 0);
    const duration = Math.max(1, Math.round((job.endsAt - job.startsAt) / 1000));
    this.store.transaction(() => {
      this.store.remove("job", job.id);
      this.store.patch("event", job.id, { status, message, percent_complete: percent, duration });
      this.release(job, isGood ? undefined : message);
      this.carryOut(job, isGood ? "finish" : "fail");
    });
  }

  /** Does what a job's type says of one of its steps. */
  private carryOut(job: JobRecord, step: "begin" | "settle" | "finish" | "fail"): void {
    if (this.world !== undefined) this.types.get(job.action)?.[step]?.(this.world, job);
  }

  private insertEvent(request: JobRequest, status: EventRecord["status"]): EventRecord {
    return this.store.insert("event", newEvent(this.store.nextId(), this.clock.timestamp(), request, status));
  }

  private arm(): void {
    const { speed } = this.clock;
    if (speed === 0 || this.next === Number.POSITIVE_INFINITY) clearTimeout(this.timer);
    else this.wake((this.next - this.clock.jobTime()) / speed);
  }

  private wake(milliseconds: number): void {
    clearTimeout(this.timer);
    if (this.closed) return;
    this.timer = setTimeout(() => this.runDue(), Math.min(Math.max(1, milliseconds), 2 ** 30));
    this.timer.unref();
  }

  /** Something may be due from then on. */
  private expect(at: number): void {
    if (at >= this.next) return;
    this.next = at;
    this.arm();
  }
}
