import type { JobRequest } from "./jobTypes";
import type { EventRecord, JobRecord } from "./kinds";

/** The name that events give as their author. */
export const username = "local-cloud";

/** An event as it begins. */
export function newEvent(
  id: number,
  created: string,
  { action, entity, secondary }: JobRequest,
  status: EventRecord["status"],
): EventRecord {
  return {
    id,
    created,
    seen: false,
    read: false,
    percent_complete: status === "notification" ? null : 0,
    time_remaining: null,
    rate: null,
    duration: null,
    action,
    username,
    entity,
    status,
    secondary_entity: secondary ?? null,
    message: "",
    details: {},
  };
}

/** A running job's event as a reader sees it at `now`, in job milliseconds. */
export function underWay(event: EventRecord, job: JobRecord, now: number): EventRecord {
  const elapsed = Math.max(0, now - job.startsAt);
  const share = elapsed / Math.max(1, job.endsAt - job.startsAt);
  return {
    ...event,
    percent_complete: Math.min(99, Math.floor(share * 100)),
    duration: Math.round(elapsed * 1000) / 1_000_000,
  };
}
