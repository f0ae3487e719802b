import type { JobRecord, Kind } from "../core/kinds";
import type { Store } from "../core/store";
import { forEach, nameOf, type Rule } from "./rule";

/** Statuses in which nothing is going on. */
const settled = new Set(["running", "offline", "stopped", "billing_suspension"]);

/** Jobs that a Linode is in another status for, while they run. */
const moving =
  /^linode_(boot|reboot|shutdown|rebuild|resize|migrate|migrate_datacenter|create|create_empty)$/;

/** Every job that has to do with a record: its own, and those that name it in their details. */
function jobsAbout(store: Store, kind: Kind, id: number | string): JobRecord[] {
  const own = store.where("job", "entityId", id).filter((job) => job.kind === kind);
  if (own.length > 0) return own;
  return [...store.all("job")].filter((job) => Object.values(job.details).includes(id));
}

function isStarted(store: Store, job: JobRecord): boolean {
  return store.get("event", job.id)?.status === "started";
}

/** What a thing says it is doing, and what is being done to it. */
export const states: readonly Rule[] = [
  forEach("instance", "a Linode in between two states has a job that brings it on", (one, store) =>
    settled.has(one.status) || jobsAbout(store, "instance", one.id).length > 0
      ? undefined
      : `is ${one.status} for good`,
  ),
  forEach("instance", "a Linode that a job moves isn't at rest", (one, store) => {
    if (!settled.has(one.status)) return undefined;
    const job = store
      .where("job", "entityId", one.id)
      // A job that has settled shows its result already, and ends a moment later.
      .find(
        (each) =>
          each.kind === "instance" && !each.settled && moving.test(each.action) && isStarted(store, each),
      );
    return job === undefined ? undefined : `is ${one.status} during ${job.action}`;
  }),
  forEach("disk", "a disk that isn't ready has a job that brings it on", (one, store) =>
    one.status === "ready" ||
    jobsAbout(store, "instance", one.instance_id).length > 0 ||
    jobsAbout(store, "disk", one.id).length > 0
      ? undefined
      : `is ${one.status} for good`,
  ),
  forEach("volume", "a volume that isn't active has a job that brings it on", (one, store) =>
    one.status === "active" || jobsAbout(store, "volume", one.id).length > 0
      ? undefined
      : `is ${one.status} for good`,
  ),
  forEach("image", "an image that is being made has a job that brings it on", (one, store) =>
    one.status !== "creating" || jobsAbout(store, "image", one.id).length > 0
      ? undefined
      : "is creating for good",
  ),
  {
    rule: "what is being deleted is not attached to anything new",
    check({ store }, tell) {
      for (const disk of store.all("disk")) {
        const jobs = jobsAbout(store, "instance", disk.instance_id);
        const other = jobs.some((job) => job.details.disk === disk.id && job.action !== "disk_delete");
        if (disk.status === "deleting" && other)
          tell(nameOf("disk", disk), "has another job while it is deleted");
      }
    },
  },
];
