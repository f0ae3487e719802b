import type { Client } from "./client";

/** A local cloud that holds so many Linodes. */
export interface Held {
  readonly client: Client;
  readonly count: number;
  close(): Promise<void>;
}

/** Something that is asked of it. */
export interface Operation {
  readonly name: string;
  /** How much longer it may take with ten times as many. */
  readonly atMost: number;
  /** Does it once and gives the milliseconds. */
  run(held: Held): Promise<number>;
}

const instances = "/v4/linode/instances";
const regions = ["fr-par", "de-fra-2", "us-east", "nl-ams"] as const;
const atOnce = 10;
/** How often an operation is done in a round. */
const repetitions = 15;

/** The Linode of that number: its label is its own, a tag is that of a hundredth, a region that of a quarter. */
const body = (index: number) => ({
  label: `node-${String(index).padStart(6, "0")}`,
  region: regions[index % regions.length],
  type: "g6-nanode-1",
  tags: ["fleet", `tag-${index % 100}`],
});

/** Makes Linodes, several requests at once. */
export async function fill(client: Client, count: number): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await client.ok("POST", instances, { body: body(index) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/**
 * Milliseconds of an operation: the shortest of several in a row. Whatever else the machine does makes it longer only, and the
 * longer one takes the more so.
 */
export async function measure(operation: Operation, held: Held): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let time = 0; time < repetitions; time++) shortest = Math.min(shortest, await operation.run(held));
  return shortest;
}

type Wanted = (linode: ReturnType<typeof body>) => boolean;

/** Lists, and makes sure that it found as many as there are to find. */
function list(name: string, query: string, wanted: Wanted, filter?: unknown): Operation {
  return {
    name,
    atMost: linear,
    async run({ client, count }) {
      const parts = filter === undefined ? {} : { filter };
      const { ms, json } = await client.ok<{ results: number }>("GET", `${instances}${query}`, parts);
      const expected = Array.from({ length: count }, (_, index) => body(index)).filter(wanted).length;
      if (json.results !== expected) throw new Error(`${name}: ${json.results} found, not ${expected}.`);
      return ms;
    },
  };
}

const filtered = (name: string, filter: unknown, wanted: Wanted): Operation =>
  list(`filter by ${name}`, "", wanted, filter);

const all: Wanted = () => true;
const { label } = body(500);

/**
 * What a list may take of ten times as many: as long for each, and a quarter more, since what 1,000 are made of fits into a
 * processor's caches and what 10,000 are made of doesn't.
 */
const linear = 12.5;
/** What is about a single one may not grow; the rest is noise. */
const constant = 2;

/** What is asked. */
export const operations: readonly Operation[] = [
  list("first page", "", all),
  list("page of 500", "?page_size=500", all),
  list("tenth page", "?page=10", all),
  filtered("label", { label }, (linode) => linode.label === label),
  filtered("tag", { tags: "tag-7" }, (linode) => linode.tags.includes("tag-7")),
  filtered("region", { region: "us-east" }, (linode) => linode.region === "us-east"),
  filtered("+contains in label", { label: { "+contains": "42" } }, (linode) => linode.label.includes("42")),
  filtered("address", { ipv4: "192.0.2.255" }, () => false),
  filtered(
    "+or and +and",
    { "+or": [{ label }, { "+and": [{ region: "nl-ams" }, { tags: "tag-7" }] }] },
    (linode) => linode.label === label || (linode.region === "nl-ams" && linode.tags.includes("tag-7")),
  ),
  list("+order_by label, descending", "", all, { "+order_by": "label", "+order": "desc" }),
  {
    name: "GET of one",
    atMost: constant,
    async run({ client }) {
      const { json } = await client.ok<{ data: { id: number }[] }>("GET", instances, {
        filter: { label },
      });
      return (await client.ok("GET", `${instances}/${json.data[0]?.id}`)).ms;
    },
  },
  change("POST of one", ({ made }) => made),
  change("DELETE of one", ({ removed }) => removed),
];

/** Makes one more and removes it, so that the number stays; gives one of the times. */
function change(name: string, time: (times: { made: number; removed: number }) => number): Operation {
  return {
    name,
    atMost: constant,
    async run({ client, count }) {
      const made = await client.ok<{ id: number }>("POST", instances, { body: body(count) });
      const removed = await client.ok("DELETE", `${instances}/${made.json.id}`);
      return time({ made: made.ms, removed: removed.ms });
    },
  };
}
