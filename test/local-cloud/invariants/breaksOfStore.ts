import type { EventRecord, JobRecord } from "../../../local-cloud/core/kinds";
import type { Store } from "../../../local-cloud/core/store";
import type { Break } from "./break";
import type { Sample } from "./sample";

/** Adds a job and its event, each with changes. */
function addJob(
  store: Store,
  { linode }: Sample,
  job: Partial<JobRecord> = {},
  event: Partial<EventRecord> = {},
): void {
  const [example] = [...store.all("event")];
  if (example === undefined) throw new Error("The sample has no event.");
  const id = store.nextId();
  const entity = { id: linode, type: "linode", label: "one", url: `/v4/linode/instances/${linode}` };
  store.insert("event", { ...example, entity, status: "started", percent_complete: 0, ...event, id });
  store.insert("job", {
    id,
    action: "linode_boot",
    kind: "instance",
    entityId: linode,
    startsAt: 0,
    endsAt: 1,
    after: null,
    details: {},
    ...job,
  });
}

function event(rule: string, changes: Partial<EventRecord>): Break {
  return {
    rule,
    broken(store) {
      const [first] = [...store.all("event")];
      if (first !== undefined) store.patch("event", first.id, changes);
    },
  };
}

/** Past the store's own ways of writing. */
interface Inside {
  table(kind: string): { rows: Map<unknown, unknown>; indexes: Map<string, Map<unknown, Set<unknown>>> };
}

/** Changes what the store keeps beside its records; put right by the next restore. */
function inside(rule: string, broken: (store: Inside, sample: Sample) => void): Break {
  return { rule, broken: (store, sample) => broken(store as unknown as Inside, sample) };
}

const indexes = "the store's indexes are as its tables";

/** Jobs, states, times, tags, and the store itself. */
export const storeBreaks: readonly Break[] = [
  {
    rule: "a job has an event with its id that isn't over",
    broken: (store, sample) => addJob(store, sample, {}, { status: "finished", percent_complete: 100 }),
  },
  event("an event that isn't over has its job", { status: "started" }),
  event("an event tells how far it is", { status: "finished", percent_complete: 7 }),
  event("an event is about something", { entity: null }),
  {
    rule: "a job is about its event's entity",
    broken: (store, sample) => addJob(store, sample, { entityId: sample.other }),
  },
  {
    rule: "a job is about something that exists",
    broken: (store, sample) => addJob(store, sample, { entityId: 9_999_999 }),
  },
  { rule: "a job ends after it starts", broken: (store, sample) => addJob(store, sample, { startsAt: 2 }) },
  {
    rule: "something is busy with one started job at a time",
    broken(store, sample) {
      addJob(store, sample);
      addJob(store, sample);
    },
  },
  {
    rule: "a Linode in between two states has a job that brings it on",
    broken: (store, { linode }) => store.patch("instance", linode, { status: "booting" }),
  },
  { rule: "a Linode that a job moves isn't at rest", broken: (store, sample) => addJob(store, sample) },
  {
    rule: "a disk that isn't ready has a job that brings it on",
    broken: (store, { disk }) => store.patch("disk", disk, { status: "not ready" }),
  },
  {
    rule: "a volume that isn't active has a job that brings it on",
    broken: (store, { volume }) => store.patch("volume", volume, { status: "resizing" }),
  },
  {
    rule: "an image that is being made has a job that brings it on",
    broken: (store) => {
      const image = { id: "private/7", label: "one", description: "", status: "creating", size: 1, tags: [] };
      store.insert("image", {
        ...image,
        created: "2026-01-01T00:00:00",
        updated: "2026-01-01T00:00:00",
      } as never);
    },
  },
  {
    rule: "what is being deleted is not attached to anything new",
    broken(store, sample) {
      store.patch("disk", sample.disk, { status: "deleting" });
      addJob(store, sample, { action: "disk_resize", details: { disk: sample.disk } });
    },
  },
  {
    rule: "a date is UTC to the second, without a zone",
    broken: (store, { vpc }) => store.patch("vpc", vpc, { updated: "2026-01-01T00:00:00Z" }),
  },
  {
    rule: "nothing was changed before it was made",
    broken: (store, { vpc }) => store.patch("vpc", vpc, { updated: "2001-01-01T00:00:00" }),
  },
  {
    rule: "tags have 3 to 50 characters (an address's 1 to 50), and none is there twice",
    broken: (store, { volume }) => store.patch("volume", volume, { tags: ["no"] }),
  },
  {
    rule: "tags have 3 to 50 characters (an address's 1 to 50), and none is there twice",
    broken: (store, { volume }) => store.patch("volume", volume, { tags: ["💥".repeat(51)] }),
  },
  {
    rule: "tags have 3 to 50 characters (an address's 1 to 50), and none is there twice",
    broken: (store, { volume }) => store.patch("volume", volume, { tags: ["blue", "blue"] }),
  },
  { rule: "a tag is made once", broken: (store) => store.setMeta("tags", ["blue", "blue"]) },
  {
    rule: "no number is the id of two things",
    broken: (store, { vpc, domain }) => {
      const record = store.get("vpc", vpc);
      if (record !== undefined)
        store.insert("vpc", { ...record, id: domain, label: "other", region: "de-fra-2" });
    },
  },
  {
    rule: "no number is the id of two things",
    broken: (store) => store.setMeta("lastId", 1001),
  },
  inside(indexes, (store, { vpc }) => store.table("vpc").indexes.get("label")?.get("net")?.delete(vpc)),
  inside(indexes, (store) =>
    store
      .table("vpc")
      .indexes.get("label")
      ?.set("gone", new Set([7])),
  ),
  inside(indexes, (store, { vpc }) => {
    const label = store.table("vpc").indexes.get("label");
    label?.delete("net");
    label?.set("other", new Set([vpc]));
  }),
  inside(indexes, (store, { vpc }) => {
    const { rows } = store.table("vpc");
    rows.set(7, rows.get(vpc));
  }),
];
