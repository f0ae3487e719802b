import type { Client } from "./client";
import { processorMs } from "./processFigures";

/** A local cloud that holds so many Linodes. */
export interface Held {
  readonly client: Client;
  readonly pid: number;
  readonly count: number;
  close(): Promise<void>;
}

/** Something that is asked of it. */
export interface Operation {
  readonly name: string;
  /** How much longer it may take with four times as many. */
  readonly atMost: number;
  /** Gives what does it once. */
  prepare(held: Held): Promise<() => Promise<unknown>>;
}

const instances = "/v4/linode/instances";
const regions = ["fr-par", "de-fra-2", "us-east", "nl-ams"] as const;
const atOnce = 10;
/** An operation is repeated until it has taken so long. */
const enoughMs = 200;

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
 * Milliseconds of work for an operation, from many in a row: of the server's processor time, so that what else the machine does
 * counts little; of the clock where the system doesn't tell that time.
 */
export async function measure(operation: Operation, held: Held): Promise<number> {
  const run = await operation.prepare(held);
  const now = (): number => processorMs(held.pid) ?? performance.now();
  await run();
  const start = now();
  let times = 0;
  let spent = 0;
  while (spent < enoughMs) {
    await run();
    times += 1;
    spent = now() - start;
  }
  return spent / times;
}

type Wanted = (linode: ReturnType<typeof body>) => boolean;

/** Lists, and makes sure that it found as many as there are to find. */
function list(name: string, query: string, wanted: Wanted, filter?: unknown): Operation {
  return {
    name,
    atMost: linear,
    async prepare({ client, count }) {
      const parts = filter === undefined ? {} : { filter };
      const expected = Array.from({ length: count }, (_, index) => body(index)).filter(wanted).length;
      return async () => {
        const { json } = await client.ok<{ results: number }>("GET", `${instances}${query}`, parts);
        if (json.results !== expected) throw new Error(`${name}: ${json.results} found, not ${expected}.`);
      };
    },
  };
}

const filtered = (name: string, filter: unknown, wanted: Wanted): Operation =>
  list(`filter by ${name}`, "", wanted, filter);

const all: Wanted = () => true;
const { label } = body(500);

/** What a list may take of four times as many: as long for each; a tenth more is noise. */
const linear = 4.4;
/** What is about a single one may not grow; the rest is noise. */
const constant = 1.5;

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
    async prepare({ client }) {
      const { json } = await client.ok<{ data: { id: number }[] }>("GET", instances, { filter: { label } });
      return () => client.ok("GET", `${instances}/${json.data[0]?.id}`);
    },
  },
  {
    // Both, so that the number stays.
    name: "POST and DELETE of one",
    atMost: constant,
    prepare:
      async ({ client, count }) =>
      async () => {
        const { json } = await client.ok<{ id: number }>("POST", instances, { body: body(count) });
        await client.ok("DELETE", `${instances}/${json.id}`);
      },
  },
];
