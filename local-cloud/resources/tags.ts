import { z } from "zod";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Kind } from "../core/kinds";
import { paginate, parsePage } from "../core/paging";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { domains } from "./domains";
import { firewalls } from "./firewalls";
import { instances } from "./instances";
import { nodebalancers } from "./nodebalancers";
import { id } from "./shared";
import { volumes } from "./volumes";

/** Kinds that carry tags: as requests list them, as answers name them, and where their views are. */
const tagged = [
  { list: "linodes", type: "linode", kind: "instance", section: instances },
  { list: "volumes", type: "volume", kind: "volume", section: volumes },
  { list: "nodebalancers", type: "nodebalancer", kind: "nodebalancer", section: nodebalancers },
  { list: "domains", type: "domain", kind: "domain", section: domains },
  { list: "firewalls", type: "firewall", kind: "firewall", section: firewalls },
] as const;

type Tagged = { id: number; tags: string[] };

function rows(world: World, kind: Kind): Tagged[] {
  return [...world.store.all(kind)] as unknown as Tagged[];
}

/** Tags that were made without anything to put them on. */
function loose(world: World): string[] {
  return (world.store.getMeta("tags") ?? []) as string[];
}

function all(world: World): string[] {
  const used = tagged.flatMap(({ kind }) => rows(world, kind).flatMap((row) => row.tags));
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
  firewalls: ids,
});

function create(call: Call): unknown {
  const input = validate(schema, call.body);
  const { store } = call.world;
  if (all(call.world).includes(input.label)) throw invalid("Tag already exists", "label");
  store.setMeta("tags", [...loose(call.world), input.label]);
  for (const { list, kind } of tagged) {
    for (const entity of input[list] ?? []) {
      const row = store.get(kind, entity);
      if (row === undefined) throw invalid(`${list} is not valid`, list);
      store.patch(kind, entity, { tags: [...row.tags, input.label].sort() });
    }
  }
  return { label: input.label };
}

function objects(call: Call): unknown {
  const name = call.params.label ?? "";
  if (!all(call.world).includes(name)) throw notFound();
  const found = tagged.flatMap(({ type, kind, section }) => {
    const resource = section.resources?.find((one) => one.kind === kind);
    return rows(call.world, kind)
      .filter((row) => row.tags.includes(name))
      .map((row) => ({ type, data: resource?.view(call.world, row) }));
  });
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
  for (const { kind } of tagged) {
    for (const row of rows(call.world, kind)) {
      if (row.tags.includes(name)) {
        store.patch(kind, row.id, { tags: row.tags.filter((one) => one !== name) });
      }
    }
  }
  return {};
}

export const tags: Section = {
  endpoints: [
    {
      method: "GET",
      path: "/tags",
      scope: "account",
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
