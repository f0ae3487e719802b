import type { Clock } from "./clock";
import type { Json } from "./json";
import type { EntityReference, EventRecord, Id, JobRecord, Kind } from "./kinds";
import type { Store } from "./store";

/** What a kind of job does; `World` is given by whoever registers it. */
export interface JobType<World> {
  /** How long the platform takes, in seconds of job time. */
  seconds: number;
  /** The event's action, where several jobs share one. */
  event?: string;
  /** Runs when the job ends well. The entity may be gone. */
  finish?(world: World, job: JobRecord): void;
}

/** What to start. */
export interface JobRequest {
  action: string;
  kind: Kind;
  entity: EntityReference;
  secondary?: EntityReference | null;
  details?: { [key: string]: Json };
}

/** The name that events give as their author. */
export const username = "local-cloud";

/** Job milliseconds that an event stays `scheduled`. */
const queueMilliseconds = 1000;

/** Job milliseconds that pass at least between a job's start and its first step. */
const shortestJob = 100;

/**
 * Work that takes time. A job has one event for its whole life, with the job's id: scheduled, started, finished or
 * failed. Jobs are records and what they do is found by their action, so that they go on after a restart.
 */
export class Jobs<World> {
  private types = new Map<string, JobType<World>>();
  private timer: NodeJS.Timeout | undefined;
  private due: number | undefined;
  private closed = false;
  private world: World | undefined;

  constructor(
    private store: Store,
    private clock: Clock,
  ) {
    store.index("job", "entityId");
    clock.onChange(() => this.runDue());
  }

  /** Gives what finished jobs work on. */
  attach(world: World): void {
    this.world = world;
  }

  register(action: string, type: JobType<World>): void {
    if (this.types.has(action)) throw new Error(`The job ${action} is defined twice.`);
    this.types.set(action, type);
  }

  /** Starts a job inside the current transaction; gives its event. */
  start(request: JobRequest): EventRecord {
    const type = this.types.get(request.action);
    if (type === undefined) throw new Error(`There is no job called ${request.action}.`);
    const event = this.addEvent({ ...request, action: type.event ?? request.action }, "scheduled");
    const now = this.due ?? this.clock.jobTime();
    const startsAt = now + Math.min(queueMilliseconds, type.seconds * 100);
    this.store.insert("job", {
      id: event.id,
      action: request.action,
      kind: request.kind,
      entityId: request.entity.id,
      startsAt,
      endsAt: startsAt + type.seconds * 1000,
      details: request.details ?? {},
    });
    this.arm();
    return event;
  }

  /** Records something that happened at once. */
  notify(request: JobRequest): EventRecord {
    return this.addEvent(request, "notification");
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
    }
  }

  /** Advances every job to the present. */
  runDue(): void {
    if (this.closed) return;
    for (;;) {
      const now = this.clock.jobTime();
      const steps = this.steps().filter((step) => step.at <= now);
      if (steps.length === 0) break;
      // What a step starts may be due before the rest: one round goes no further than the first step that could.
      const until = Math.min(...steps.map((step) => step.at)) + shortestJob;
      for (const step of steps.sort((one, other) => one.at - other.at)) {
        if (step.at > until) break;
        this.due = step.at;
        try {
          this.step(step.job);
        } finally {
          this.due = undefined;
        }
      }
    }
    this.arm();
  }

  /** An event as a reader sees it now. */
  progress(event: EventRecord): EventRecord {
    if (event.status !== "started") return event;
    const job = this.store.get("job", event.id);
    if (job === undefined) return event;
    const elapsed = Math.max(0, this.clock.jobTime() - job.startsAt);
    const share = elapsed / (job.endsAt - job.startsAt);
    return {
      ...event,
      percent_complete: Math.min(99, Math.floor(share * 100)),
      duration: Math.round(elapsed * 1000) / 1_000_000,
    };
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** What each job does next, and when. */
  private steps(): { job: JobRecord; at: number }[] {
    return [...this.store.all("job")].map((job) => {
      const scheduled = this.store.get("event", job.id)?.status === "scheduled";
      return { job, at: scheduled ? job.startsAt : job.endsAt };
    });
  }

  private step(job: JobRecord): void {
    if (this.store.get("job", job.id) === undefined) return;
    const event = this.store.get("event", job.id);
    if (event?.status === "scheduled") {
      this.store.transaction(() => this.store.patch("event", job.id, { status: "started" }));
      return;
    }
    const seconds = (job.endsAt - job.startsAt) / 1000;
    const end = (status: "finished" | "failed", message: string): void => {
      this.store.remove("job", job.id);
      const percent = status === "finished" ? 100 : (event?.percent_complete ?? 0);
      const duration = Math.max(1, Math.round(seconds));
      this.store.patch("event", job.id, { status, message, percent_complete: percent, duration });
    };
    try {
      this.store.transaction(() => {
        end("finished", "");
        if (this.world !== undefined) this.types.get(job.action)?.finish?.(this.world, job);
      });
    } catch (error) {
      this.store.transaction(() => end("failed", error instanceof Error ? error.message : String(error)));
    }
  }

  private addEvent(request: JobRequest, status: EventRecord["status"]): EventRecord {
    return this.store.insert("event", {
      id: this.store.nextId(),
      created: this.clock.timestamp(),
      seen: false,
      read: false,
      percent_complete: status === "notification" ? null : 0,
      time_remaining: null,
      rate: null,
      duration: null,
      action: request.action,
      username,
      entity: request.entity,
      status,
      secondary_entity: request.secondary ?? null,
      message: "",
      details: {},
    });
  }

  private arm(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.closed || this.clock.speed === 0) return;
    let next = Number.POSITIVE_INFINITY;
    for (const step of this.steps()) next = Math.min(next, step.at);
    if (next === Number.POSITIVE_INFINITY) return;
    const wait = (next - this.clock.jobTime()) / this.clock.speed;
    this.timer = setTimeout(() => this.runDue(), Math.min(Math.max(1, wait), 2 ** 30));
    this.timer.unref();
  }
}
