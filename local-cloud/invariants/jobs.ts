import type { Kind } from "../core/kinds";
import { forEach, nameOf, type Rule } from "./rule";

/** Jobs that tell of something that is gone already. */
const outliving = new Set(["linode_delete"]);

/** A job and its event are one thing. */
export const jobs: readonly Rule[] = [
  forEach("job", "a job has an event with its id that isn't over", (job, store) => {
    const event = store.get("event", job.id);
    if (event === undefined) return "has none";
    return event.status === "scheduled" || event.status === "started"
      ? undefined
      : `has one that is ${event.status}`;
  }),
  forEach("event", "an event that isn't over has its job", (event, store) => {
    const under = event.status === "scheduled" || event.status === "started";
    return under && store.get("job", event.id) === undefined ? `is ${event.status} without one` : undefined;
  }),
  forEach("event", "an event tells how far it is", (event) => {
    const percent = event.percent_complete;
    if (event.status === "notification") return undefined;
    if (percent === null) return event.status === "scheduled" ? undefined : "says nothing";
    if (percent < 0 || percent > 100) return `says ${percent} %`;
    return event.status === "finished" && percent !== 100 ? `is finished at ${percent} %` : undefined;
  }),
  forEach("event", "an event is about something", (event) =>
    event.entity === null ? "is about nothing" : undefined,
  ),
  forEach("job", "a job is about its event's entity", (job, store) => {
    const entity = store.get("event", job.id)?.entity;
    return entity == null || entity.id === job.entityId
      ? undefined
      : `is about ${job.entityId}, its event about ${entity.id}`;
  }),
  forEach("job", "a job is about something that exists", (job, store) =>
    outliving.has(job.action) || store.get(job.kind as Kind, job.entityId) !== undefined
      ? undefined
      : `is about ${nameOf(job.kind, job.entityId)}, which is gone`,
  ),
  forEach("job", "a job ends after it starts", (job) =>
    job.startsAt <= job.endsAt ? undefined : `starts at ${job.startsAt} and ends at ${job.endsAt}`,
  ),
  {
    rule: "something is busy with one started job at a time",
    check({ store }, tell) {
      const busy = new Map<string, number>();
      for (const job of store.all("job")) {
        if (store.get("event", job.id)?.status !== "started" || outliving.has(job.action)) continue;
        const name = nameOf(job.kind, job.entityId);
        const other = busy.get(name);
        if (other !== undefined) tell(name, `is busy with jobs ${other} and ${job.id}`);
        busy.set(name, job.id);
      }
    },
  },
];
