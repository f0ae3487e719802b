import { z } from "zod";
import type { Action, Call } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import type { InstanceRecord } from "./instances";
import { interfaceAddress } from "./interfaces";
import { allocateIp, type IpRecord, ipView, releaseIp } from "./ips";

/** `GET /linode/instances/N/ips`. */
function list(world: World, linode: InstanceRecord): unknown {
  const own = world.store.where("ip", "linode_id", linode.id);
  const show = (keep: (ip: IpRecord) => boolean): unknown[] =>
    own.filter(keep).map((ip) => ipView(world, ip));
  const shared = [...world.store.all("ip")].filter((ip) => ip.shared_with.includes(linode.id));
  const address = world.addresses.ipv6(linode.id);
  const common = {
    prefix: 64,
    type: "ipv6",
    rdns: null,
    linode_id: linode.id,
    region: linode.region,
    gateway: "fe80::1",
    subnet_mask: "ffff:ffff:ffff:ffff::",
  };
  return {
    ipv4: {
      public: show((ip) => ip.public && !ip.reserved),
      private: show((ip) => !ip.public),
      shared: shared.map((ip) => ipView(world, ip)),
      reserved: show((ip) => ip.reserved),
      vpc: world.store
        .where("interface", "instance_id", linode.id)
        .filter((one) => one.purpose === "vpc")
        .map((one) => interfaceAddress(world, one)),
    },
    ipv6: {
      slaac: { ...common, address, public: true },
      link_local: { ...common, address: address.replace("2001:db8::", "fe80::"), public: false },
      global: world.store.where("ipv6Range", "linode_id", linode.id).map((range) => ({
        range: range.range,
        prefix: range.prefix,
        region: range.region,
        route_target: range.route_target,
      })),
      vpc: [],
    },
  };
}

function find(call: Call, linode: InstanceRecord): IpRecord {
  const ip = call.world.store.get("ip", call.params.address ?? "");
  if (ip?.linode_id !== linode.id) throw notFound();
  return ip;
}

const allocation = z.object({ type: z.string(), public: z.boolean(), address: z.string().nullish() });

function allocate(call: Call, linode: InstanceRecord): unknown {
  const input = validate(allocation, call.body);
  if (input.type !== "ipv4") throw invalid("Only addresses of type ipv4 are currently supported.");
  if (input.address != null) return assignReserved(call, linode, input.address, input.public);
  if (!input.public) {
    const own = call.world.store.where("ip", "linode_id", linode.id).find((ip) => !ip.public);
    if (own !== undefined) throw invalid("Linode already has a private address");
  }
  const ip = allocateIp(call.world, { region: linode.region, public: input.public, linode_id: linode.id });
  const action = "ipaddress_create";
  call.world.jobs.notify({
    action,
    kind: "instance",
    entity: { id: linode.id, type: "linode", label: linode.label, url: `/v4/linode/instances/${linode.id}` },
  });
  return ipView(call.world, ip);
}

function assignReserved(call: Call, linode: InstanceRecord, address: string, isPublic: boolean): unknown {
  if (!isPublic) throw invalid("Cannot reserve a private address.", "address");
  const ip = call.world.store.get("ip", address);
  if (ip === undefined || ip.nodebalancer_id !== null)
    throw invalid("Must provide a valid reserved address", "address");
  if (ip.region !== linode.region) throw invalid("Address must belong to same region as linode.", "address");
  if (!ip.reserved || ip.linode_id !== null) {
    throw invalid("Address must be reserved and must be currently unassigned.", "address");
  }
  return ipView(call.world, call.world.store.patch("ip", ip.id, { linode_id: linode.id }) ?? ip);
}

function change(call: Call, linode: InstanceRecord): unknown {
  const ip = find(call, linode);
  const { rdns } = validate(z.object({ rdns: z.string().nullable() }), call.body);
  return ipView(call.world, call.world.store.patch("ip", ip.id, { rdns }) ?? ip);
}

function remove(call: Call, linode: InstanceRecord): unknown {
  const ip = find(call, linode);
  const others = call.world.store.where("ip", "linode_id", linode.id).filter((one) => one.public);
  if (ip.public && others.length === 1) {
    throw invalid("Linode must have at least one public address");
  }
  releaseIp(call.world, ip);
  return {};
}

/** What can be done to a Linode's addresses. */
export const instanceAddresses: readonly Action<InstanceRecord>[] = [
  { method: "GET", path: "ips", run: (call, linode) => list(call.world, linode) },
  { method: "POST", path: "ips", run: allocate },
  { method: "GET", path: "ips/:address", run: (call, linode) => ipView(call.world, find(call, linode)) },
  { method: "PUT", path: "ips/:address", run: change },
  { method: "DELETE", path: "ips/:address", run: remove },
];
