import { z } from "zod";
import type { Action, Call } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { instanceReference } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { interfaceAddress } from "./interfaces";
import { allocateIp, checkRdns, type IpRecord, ipView, releaseIp, takeReserved } from "./ips";
import type { Ipv6RangeRecord } from "./ipv6";
import { publicAddresses } from "./linodeInterfaceAddresses";
import { refuseLocked } from "./locks";
import { together } from "./shared";
import { ipv6Rows } from "./vpcIps";

/** `GET /linode/instances/N/ips`. */
function list(world: World, linode: InstanceRecord): unknown {
  const own = world.store.where("ip", "linode_id", linode.id);
  const show = (keep: (ip: IpRecord) => boolean): unknown[] =>
    own.filter(keep).map((ip) => ipView(world, ip, { tags: false }));
  const shared = world.store.having("ip", "shared_with", linode.id);
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
      // Reserved addresses are among the public ones once they are in use, as recorded.
      public: show((ip) => ip.public),
      private: show((ip) => !ip.public),
      shared: shared.map((ip) => ipView(world, ip, { tags: false })),
      reserved: [],
      vpc: world.store
        .where("interface", "instance_id", linode.id)
        .filter((one) => one.purpose === "vpc")
        .map((one) => interfaceAddress(world, one)),
    },
    ipv6: {
      slaac: { ...common, address, public: true },
      link_local: { ...common, address: address.replace("2001:db8::", "fe80::"), public: false },
      global: ranges(world, linode),
      vpc: world.store.where("interface", "instance_id", linode.id).flatMap((one) => ipv6Rows(world, one)),
    },
  };
}

/** The ranges that are routed to a Linode, then those it shares, which have no target (recorded). */
function ranges(world: World, linode: InstanceRecord): unknown[] {
  const view = ({ range, prefix, region, route_target }: Ipv6RangeRecord): unknown => ({
    range,
    prefix,
    region,
    route_target,
  });
  return [
    ...world.store.where("ipv6Range", "linode_id", linode.id).map(view),
    ...world.store
      .having("ipv6Range", "shared_with", linode.id)
      .map((one) => view({ ...one, route_target: null })),
  ];
}

function find(call: Call, linode: InstanceRecord): IpRecord {
  const ip = call.world.store.get("ip", call.params.address ?? "");
  if (ip?.linode_id !== linode.id) throw notFound();
  return ip;
}

const allocation = z.object({ type: z.string(), public: z.boolean(), address: z.string().nullish() });

const wrongType = "Only addresses of type ipv4 are currently supported.";

function allocate(call: Call, linode: InstanceRecord): unknown {
  const input = validate(allocation, call.body);
  const { address } = input;
  if (linode.interface_generation === "linode") {
    throw invalid("Addresses of a Linode with Linode interfaces are given by its interfaces");
  }
  let taken: IpRecord | undefined;
  together(
    () => {
      if (input.type !== "ipv4") throw invalid(wrongType);
    },
    () => {
      if (address == null) return;
      if (!input.public) throw invalid("Cannot reserve a private address.", "address");
      taken = takeReserved(call.world, address, linode.region, { linode_id: linode.id }, "address");
    },
  );
  if (taken === undefined && !input.public) {
    const own = call.world.store.where("ip", "linode_id", linode.id).find((ip) => !ip.public);
    if (own !== undefined) throw invalid("Linode already has a private address");
  }
  const { world } = call;
  const ip =
    taken ?? allocateIp(world, { region: linode.region, public: input.public, linode_id: linode.id });
  world.jobs.notify({ action: "linode_addip", kind: "instance", entity: instanceReference(linode) });
  return ipView(world, ip);
}

function change(call: Call, linode: InstanceRecord): unknown {
  const ip = find(call, linode);
  const { rdns } = validate(z.object({ rdns: z.string().nullable() }), call.body);
  checkRdns(rdns);
  return ipView(call.world, call.world.store.patch("ip", ip.id, { rdns }) ?? ip);
}

function remove(call: Call, linode: InstanceRecord): unknown {
  const ip = find(call, linode);
  const others = call.world.store.where("ip", "linode_id", linode.id).filter((one) => one.public);
  if (ip.public && others.length === 1) {
    throw invalid("Linode must have at least one public address");
  }
  refuseLocked(call.world, "linode", linode.id, "part");
  refuseInterface(call.world, linode, ip);
  releaseIp(call.world, ip);
  call.world.jobs.notify({ action: "linode_deleteip", kind: "instance", entity: instanceReference(linode) });
  return {};
}

/** Throws while an interface has the address. */
function refuseInterface(world: World, linode: InstanceRecord, ip: IpRecord): void {
  const own = world.store.where("interface", "instance_id", linode.id);
  if (own.some((one) => one.ipv4?.nat_1_1 === ip.id || publicAddresses(one).includes(ip.id))) {
    throw invalid("The address is in use by an interface");
  }
}

/** What can be done to a Linode's addresses. */
export const instanceAddresses: readonly Action<InstanceRecord>[] = [
  { method: "GET", path: "ips", run: (call, linode) => list(call.world, linode) },
  { method: "POST", path: "ips", run: allocate },
  { method: "GET", path: "ips/:address", run: (call, linode) => ipView(call.world, find(call, linode)) },
  { method: "PUT", path: "ips/:address", run: change },
  { method: "DELETE", path: "ips/:address", run: remove },
];
