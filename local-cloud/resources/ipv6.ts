import { z } from "zod";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import { id } from "./shared";

/** A routed range of IPv6 addresses; its id is the range without the length. */
export interface Ipv6RangeRecord extends Entity {
  id: string;
  range: string;
  prefix: number;
  region: string;
  linode_id: number | null;
  route_target: string;
}

declare module "../core/kinds" {
  interface Kinds {
    ipv6Range: Ipv6RangeRecord;
  }
}

const schema = z.object({
  prefix_length: z.union([z.literal(56), z.literal(64)]),
  linode_id: id.nullish(),
  route_target: z.string().nullish(),
});

function create(call: Call): unknown {
  const input = validate(schema, call.body);
  const { store, addresses } = call.world;
  if (input.linode_id == null) throw invalid("linode_id is required", "linode_id");
  const linode = store.get("instance", input.linode_id);
  if (linode === undefined) throw invalid(`Invalid Linode ID ${input.linode_id}`, "linode_id");
  const range = addresses.ipv6Range(store.nextId(), input.prefix_length);
  const route_target = addresses.ipv6(linode.id);
  store.insert("ipv6Range", {
    id: range,
    range,
    prefix: input.prefix_length,
    region: linode.region,
    linode_id: linode.id,
    route_target,
  });
  return { range: `${range}/${input.prefix_length}`, route_target };
}

function find(call: Call): Ipv6RangeRecord {
  const found = call.world.store.get("ipv6Range", call.params.range ?? "");
  if (found === undefined) throw notFound();
  return found;
}

function list(call: Call): unknown {
  const rows = [...call.world.store.all("ipv6Range")].map(({ range, prefix, region, route_target }) => ({
    range,
    prefix,
    region,
    route_target,
  }));
  return answerList(call, rows, ["range", "prefix", "region", "route_target"]);
}

function view(one: Ipv6RangeRecord): unknown {
  return {
    range: one.range,
    prefix: one.prefix,
    region: one.region,
    is_bgp: false,
    linodes: one.linode_id === null ? [] : [one.linode_id],
  };
}

export const ipv6: Section = {
  endpoints: [
    { method: "POST", path: "/networking/ipv6/ranges", scope: "ips", run: create },
    { method: "GET", path: "/networking/ipv6/ranges", scope: "ips", run: list },
    { method: "GET", path: "/networking/ipv6/ranges/:range", scope: "ips", run: (call) => view(find(call)) },
    {
      method: "DELETE",
      path: "/networking/ipv6/ranges/:range",
      scope: "ips",
      run: (call) => {
        call.world.store.remove("ipv6Range", find(call).id);
        return {};
      },
    },
  ],
};
