import type { World } from "../core/world";
import type { InterfaceRecord } from "./interfaces";
import type { LinodeInterface } from "./linodeInterfaceReference";

/** A Linode interface as answers show it. */
export function linodeInterfaceView(world: World, one: LinodeInterface): unknown {
  const { version, mac_address, created, updated, default_route } = one.linode_interface;
  return {
    id: one.id,
    version,
    mac_address,
    created,
    updated,
    default_route: Object.fromEntries(Object.entries(default_route).filter(([, has]) => has)),
    public: one.purpose === "public" ? publicView(world, one) : null,
    vpc: one.purpose === "vpc" ? vpcView(one) : null,
    vlan: one.purpose === "vlan" ? { vlan_label: one.label, ipam_address: one.ipam_address } : null,
  };
}

function publicView(world: World, one: LinodeInterface): unknown {
  const slaac = world.addresses.ipv6(one.instance_id);
  const shared = world.store.having("ip", "shared_with", one.instance_id);
  return {
    ipv4: {
      addresses: one.linode_interface.addresses.map(({ address, primary }) => ({ address, primary })),
      shared: shared.map((ip) => ({ address: ip.id, linode_id: ip.linode_id })),
    },
    ipv6: {
      slaac: [{ prefix: 64, address: slaac }],
      shared: [],
      ranges: one.linode_interface.ipv6_ranges.map((range) => ({ range, route_target: slaac })),
    },
  };
}

function vpcView(one: LinodeInterface): unknown {
  return {
    vpc_id: one.vpc_id,
    subnet_id: one.subnet_id,
    ipv4: {
      addresses: one.linode_interface.addresses.map(({ address, primary, nat_1_1_address }) => ({
        address,
        primary,
        nat_1_1_address,
      })),
      ranges: (one.ip_ranges ?? []).map((range) => ({ range })),
    },
    ...ipv6Part(one),
  };
}

/** Only an interface in a subnet with IPv6 shows it. */
function ipv6Part(one: InterfaceRecord): object {
  return one.ipv6 === null ? {} : { ipv6: one.ipv6 };
}
