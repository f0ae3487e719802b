import { z } from "zod";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity, Kind } from "../core/kinds";
import { paginate, parsePage } from "../core/paging";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { domains } from "./domains";
import { instances } from "./instances";
import { type IpRecord, ipView } from "./ips";
import { nodebalancers } from "./nodebalancers";
import { id } from "./shared";
import { volumes } from "./volumes";

type TaggedKind = "instance" | "volume" | "nodebalancer" | "domain" | "firewall" | "ip";

/** A kind of thing that carries tags, and that is given and found by them. */
interface Tagged {
  /** As requests list them. */
  list: "linodes" | "volumes" | "nodebalancers" | "domains" | "reserved_ipv4_addresses";
  /** As answers name them. */
  type: string;
  kind: TaggedKind;
  view(world: World, row: TaggedRow): unknown;
}

interface TaggedRow extends Entity {
  tags: string[];
}

/** How a section shows the records of one kind. */
function viewIn(section: Section, kind: Kind): Tagged["view"] {
  return (world, row) => section.resources?.find((one) => one.kind === kind)?.view(world, row);
}

const tagged: readonly Tagged[] = [
  { list: "linodes", type: "linode", kind: "instance", view: viewIn(instances, "instance") },
  { list: "volumes", type: "volume", kind: "volume", view: viewIn(volumes, "volume") },
  {
    list: "nodebalancers",
    type: "nodebalancer",
    kind: "nodebalancer",
    view: viewIn(nodebalancers, "nodebalancer"),
  },
  { list: "domains", type: "domain", kind: "domain", view: viewIn(domains, "domain") },
  {
    list: "reserved_ipv4_addresses",
    type: "reserved_ipv4_address",
    kind: "ip",
    view: (world, row) => ipView(world, row as IpRecord),
  },
];

/** Firewalls carry tags, but the API neither takes nor lists them here. */
const kinds: readonly TaggedKind[] = [...tagged.map(({ kind }) => kind), "firewall"];

/** The records of a kind that can be tagged; of addresses, only reserved ones can. */
function rows(world: World, kind: TaggedKind): TaggedRow[] {
  return [...world.store.all(kind)].filter((row) => !("reserved" in row) || row.reserved);
}

/** Tags that were made without anything to put them on. */
function loose(world: World): string[] {
  return (world.store.getMeta("tags") ?? []) as string[];
}

function all(world: World): string[] {
  const used = kinds.flatMap((kind) => rows(world, kind).flatMap((row) => row.tags));
  return [...new Set([...loose(world), ...used])].sort();
}

const text = "Length must be 3-50 characters";
const ids = z.array(id).nullish();
const schema = z.object({
  label: z.string().min(3, text).max(50, text),
  linodes: ids,
  volumes: ids,
  nodebalancers: ids,
  domains: ids,
  reserved_ipv4_addresses: z.array(z.string()).nullish(),
});

function create(call: Call): unknown {
  const input = validate(schema, call.body);
  const { store } = call.world;
  if (all(call.world).includes(input.label)) throw invalid("Tag already exists", "label");
  store.setMeta("tags", [...loose(call.world), input.label]);
  for (const { list, kind } of tagged) {
    const known = new Map(rows(call.world, kind).map((row) => [row.id, row]));
    for (const entity of input[list] ?? []) {
      const row = known.get(entity);
      if (row === undefined) throw invalid(`${list} is not valid`, list);
      store.patch(kind, entity, { tags: [...row.tags, input.label].sort() });
    }
  }
  notify(call.world, input.label, "tag_create");
  return { label: input.label };
}

/** A tag as events name it; tags have names only. */
function notify(world: World, name: string, action: string): void {
  const entity = { id: name, type: "tag", label: name, url: `/v4/tags/${encodeURIComponent(name)}` };
  world.jobs.notify({ action, kind: "instance", entity });
}

function objects(call: Call): unknown {
  const name = call.params.label ?? "";
  if (!all(call.world).includes(name)) throw notFound();
  const found = tagged.flatMap(({ type, kind, view }) =>
    rows(call.world, kind)
      .filter((row) => row.tags.includes(name))
      .map((row) => ({ type, data: view(call.world, row) })),
  );
  return paginate(found, parsePage(call.query));
}

function remove(call: Call): unknown {
  const name = call.params.label ?? "";
  const { store } = call.world;
  if (!all(call.world).includes(name)) throw notFound();
  store.setMeta(
    "tags",
    loose(call.world).filter((one) => one !== name),
  );
  for (const kind of kinds) {
    for (const row of rows(call.world, kind)) {
      if (row.tags.includes(name)) {
        store.patch(kind, row.id, { tags: row.tags.filter((one) => one !== name) });
      }
    }
  }
  notify(call.world, name, "tag_delete");
  return {};
}

export const tags: Section = {
  endpoints: [
    {
      method: "GET",
      path: "/tags",
      scope: "account",
      filterable: ["label"],
      run: (call) =>
        answerList(
          call,
          all(call.world).map((one) => ({ label: one })),
          ["label"],
        ),
    },
    { method: "POST", path: "/tags", scope: "account", run: create },
    { method: "GET", path: "/tags/:label", scope: "account", run: objects },
    { method: "DELETE", path: "/tags/:label", scope: "account", run: remove },
  ],
};
