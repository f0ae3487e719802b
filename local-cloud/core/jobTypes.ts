import type { Json } from "./json";
import type { EntityReference, Id, JobRecord, Kind } from "./kinds";

/** What a kind of job does; `World` is given by whoever registers it. */
export interface JobType<World> {
  /** How long the platform takes, in seconds of job time. */
  seconds: number;
  /** The event's action, where several jobs share one. */
  event?: string;
  /** Runs when the job starts, so once its event has left `scheduled`. */
  begin?(world: World, job: JobRecord): void;
  /** Runs when most of a job that ends well is done: the entity shows the result before the event does. */
  settle?(world: World, job: JobRecord): void;
  /** Runs when the job ends well. The entity may be gone. */
  finish?(world: World, job: JobRecord): void;
  /** Runs when the job fails: leaves the entity as the platform leaves it. It may be gone. */
  fail?(world: World, job: JobRecord): void;
}

/** What may happen to jobs from outside. */
export interface JobFaults {
  /** Asked once for each job, when it is made. */
  fate(job: JobRecord): { fails: boolean; factor: number } | undefined;
  /** Whether a job stands still. */
  isHeld(job: JobRecord): boolean;
}

/** What to start. */
export interface JobRequest {
  action: string;
  kind: Kind;
  entity: EntityReference;
  secondary?: EntityReference | null;
  details?: { [key: string]: Json };
  /** A job to wait for: this one stays `scheduled` until that one has ended, and fails if that one fails. */
  after?: Id;
}
