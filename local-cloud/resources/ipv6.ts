import { z } from "zod";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import type { InstanceRecord } from "./instances";
import { id } from "./shared";

/** A routed range of IPv6 addresses; its id is the range without the length. */
export interface Ipv6RangeRecord extends Entity {
  id: string;
  range: string;
  prefix: number;
  region: string;
  linode_id: number | null;
  /** The address of the Linode it goes to; null in the view of one that shares it. */
  route_target: string | null;
  /** Linodes that share it. */
  shared_with: number[];
}

declare module "../core/kinds" {
  interface Kinds {
    ipv6Range: Ipv6RangeRecord;
  }
}

const schema = z.object({
  prefix_length: z.union([z.literal(56), z.literal(64)], "Must be 56 or 64"),
  linode_id: id.nullish(),
  route_target: z.string().nullish(),
});

type Input = z.output<typeof schema>;

/** The Linode that a range is to go to: named, or by its own address. */
function target(world: World, input: Input): InstanceRecord {
  if (input.linode_id != null && input.route_target != null) {
    throw invalid("linode_id and route_target are mutually exclusive", "route_target");
  }
  if (input.linode_id != null) {
    const linode = world.store.get("instance", input.linode_id);
    if (linode === undefined) throw invalid(`Invalid Linode ID ${input.linode_id}`, "linode_id");
    return linode;
  }
  if (input.route_target == null) throw invalid("linode_id or route_target is required", "linode_id");
  const address = input.route_target.replace(/\/128$/, "");
  const owner = world.addresses.ipv6Owner(address);
  const linode = owner === undefined ? undefined : world.store.get("instance", owner);
  if (linode !== undefined) return linode;
  throw invalid("Must be the SLAAC address of one of your Linodes", "route_target");
}

function create(call: Call): unknown {
  const input = validate(schema, call.body);
  const { store, addresses } = call.world;
  const linode = target(call.world, input);
  const range = addresses.ipv6Range(store.nextId(), input.prefix_length);
  const route_target = addresses.ipv6(linode.id);
  store.insert("ipv6Range", {
    id: range,
    range,
    prefix: input.prefix_length,
    region: linode.region,
    linode_id: linode.id,
    route_target,
    shared_with: [],
  });
  return { range: `${range}/${input.prefix_length}`, route_target };
}

function find(call: Call): Ipv6RangeRecord {
  const found = call.world.store.get("ipv6Range", call.params.range ?? "");
  if (found === undefined) throw notFound();
  return found;
}

const filterable = ["range", "prefix", "region", "route_target"];

function list(call: Call): unknown {
  const rows = [...call.world.store.all("ipv6Range")].map(({ range, prefix, region, route_target }) => ({
    range,
    prefix,
    region,
    route_target,
  }));
  return answerList(call, rows, filterable);
}

function view(one: Ipv6RangeRecord): unknown {
  return {
    range: one.range,
    prefix: one.prefix,
    region: one.region,
    is_bgp: one.shared_with.length > 0,
    linodes: [...(one.linode_id === null ? [] : [one.linode_id]), ...one.shared_with],
  };
}

const scope = "ips";
const path = "/networking/ipv6/ranges";

export const ipv6: Section = {
  indexes: { ipv6Range: ["linode_id", "shared_with"] },
  endpoints: [
    { method: "POST", path, scope, run: create },
    { method: "GET", path, scope, filterable, run: list },
    { method: "GET", path: `${path}/:range`, scope, run: (call) => view(find(call)) },
    {
      method: "DELETE",
      path: `${path}/:range`,
      scope,
      run: (call) => {
        call.world.store.remove("ipv6Range", find(call).id);
        return {};
      },
    },
    // Pools are from before ranges; accounts don't get new ones, and this one has none.
    {
      method: "GET",
      path: "/networking/ipv6/pools",
      scope,
      filterable,
      run: (call) => answerList(call, [], filterable),
    },
    {
      method: "GET",
      path: "/networking/ipv6/pools/:range",
      scope,
      run: () => {
        throw notFound();
      },
    },
  ],
};
