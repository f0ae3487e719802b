import type { Json } from "./json";

/** Numbers for almost everything; addresses, buckets and images are known by their names. */
export type Id = number | string;

/** What every record in the store has. */
export interface Entity {
  id: Id;
}

/** How events and devices refer to something. */
export interface EntityReference {
  id: Id;
  type: string;
  label: string;
  url: string;
}

/** An event as `/account/events` shows it, except that a running one's percentage is worked out when it is read. */
export interface EventRecord extends Entity {
  id: number;
  created: string;
  seen: boolean;
  read: boolean;
  percent_complete: number | null;
  time_remaining: string | number | null;
  rate: string | null;
  duration: number | null;
  action: string;
  username: string;
  entity: EntityReference | null;
  status: "scheduled" | "started" | "finished" | "failed" | "notification";
  secondary_entity: EntityReference | null;
  message: string;
  details: { [key: string]: Json };
}

/** A job that is under way; its id is that of its event. Times are job milliseconds (see Clock). */
export interface JobRecord extends Entity {
  id: number;
  action: string;
  kind: string;
  entityId: Id;
  startsAt: number;
  endsAt: number;
  /** The job that it waits for. */
  after: Id | null;
  /** Set while it stands still: since when. */
  heldAt?: number | null;
  /** Set if it is going to fail. */
  fails?: boolean;
  /** True once its entity shows what it leads to. */
  settled?: boolean;
  details: { [key: string]: Json };
}

/**
 * The kinds of record that the store holds. Each resource adds its own by declaration merging, so that one file holds
 * all there is to say about it.
 */
export interface Kinds {
  event: EventRecord;
  job: JobRecord;
}

/** The name of a kind of record. */
export type Kind = keyof Kinds;

/** The fields of a record that are lists. */
export type ListField<R> = { [F in keyof R & string]: R[F] extends readonly unknown[] ? F : never }[keyof R &
  string];
