import { z } from "zod";
import type { Call } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { accountSettings } from "./accountSettings";
import { removeDevicesOf } from "./firewallDevices";
import { requireIdle } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { type InterfaceRecord, interfacesOf } from "./interfaces";
import { addLinodeInterface } from "./linodeInterfaceParts";
import type { LinodeInterface } from "./linodeInterfaceReference";
import type { LinodeInterfaceInput } from "./linodeInterfaceSchema";
import { linodeInterfaceView } from "./linodeInterfaceView";
import { id, requireRegion } from "./shared";

const schema = z.object({ config_id: id.nullish(), dry_run: z.boolean().nullish() });

/** `POST …/upgrade-interfaces`: replaces a configuration's interfaces by the Linode's own, or only says what would be. */
export function upgradeInterfaces(call: Call, linode: InstanceRecord): unknown {
  const input = validate(schema, call.body);
  const { world } = call;
  if (linode.interface_generation === "linode") throw invalid("The Linode has Linode interfaces already");
  if (accountSettings(world).interfaces_for_new_linodes === "legacy_config_only") {
    throw invalid("The account allows legacy configuration interfaces only");
  }
  requireRegion(linode.region, "Linode Interfaces");
  requireIdle(world, linode);
  const configId = chooseConfig(world, linode, input.config_id ?? undefined);
  refusePrivate(world, linode);
  if (input.dry_run === false) {
    return { config_id: configId ?? 0, dry_run: false, interfaces: carryOut(world, linode, configId) };
  }
  const interfaces = world.store.rehearse(() => carryOut(world, linode, configId));
  return {
    config_id: configId ?? 0,
    dry_run: true,
    interfaces: interfaces.map((one) => ({ ...one, id: 0 })),
  };
}

/** Linode interfaces have no place for the region's private network. */
function refusePrivate(world: World, linode: InstanceRecord): void {
  if (world.store.where("ip", "linode_id", linode.id).some((ip) => !ip.public)) {
    throw invalid("The Linode has a private IPv4 address. Remove it first.");
  }
}

function chooseConfig(world: World, linode: InstanceRecord, named: number | undefined): number | null {
  const configs = world.store.where("config", "instance_id", linode.id);
  if (named !== undefined) {
    if (!configs.some((config) => config.id === named)) throw invalid("config_id is not valid", "config_id");
    return named;
  }
  const used = configs.filter((config) => interfacesOf(world, config.id).length > 0);
  if (used.length > 1)
    throw invalid("config_id is required: several configurations have interfaces", "config_id");
  return (used[0] ?? configs[0])?.id ?? null;
}

function carryOut(world: World, linode: InstanceRecord, configId: number | null): { id: number }[] {
  const { store } = world;
  const legacy = configId === null ? [] : interfacesOf(world, configId);
  const firewall = store
    .where("firewallDevice", "entity_id", linode.id)
    .find((device) => device.entity_type === "linode")?.firewall_id;
  removeDevicesOf(world, "linode", linode.id);
  for (const config of store.where("config", "instance_id", linode.id)) {
    for (const one of interfacesOf(world, config.id)) store.remove("interface", one.id);
  }
  const owner = store.patch("instance", linode.id, { interface_generation: "linode" }) ?? linode;
  const inputs =
    legacy.length === 0
      ? [publicInput(world, linode, [])]
      : legacy.map((one) => inputOf(world, linode, one, legacy));
  return inputs.map((input) => {
    const made: LinodeInterface = addLinodeInterface(world, owner, {
      ...input,
      ...withFirewall(input, firewall),
    });
    return linodeInterfaceView(world, made) as { id: number };
  });
}

function withFirewall(
  input: LinodeInterfaceInput,
  firewall: number | undefined,
): { firewall_id?: number | null } {
  return input.vlan == null ? { firewall_id: firewall ?? null } : {};
}

/** A public interface with the Linode's addresses, except those that are translated into a VPC. */
function publicInput(
  world: World,
  linode: InstanceRecord,
  legacy: readonly InterfaceRecord[],
): LinodeInterfaceInput {
  const translated = new Set(legacy.map((one) => one.ipv4?.nat_1_1));
  const own = world.store.where("ip", "linode_id", linode.id).filter((ip) => !translated.has(ip.id));
  return {
    public: { ipv4: { addresses: own.map((ip, index) => ({ address: ip.id, primary: index === 0 })) } },
  };
}

/** The input that makes a Linode interface like a configuration's. */
function inputOf(
  world: World,
  linode: InstanceRecord,
  one: InterfaceRecord,
  legacy: readonly InterfaceRecord[],
): LinodeInterfaceInput {
  if (one.purpose === "public") return publicInput(world, linode, legacy);
  if (one.purpose === "vlan") {
    return { vlan: { vlan_label: one.label ?? "", ipam_address: one.ipam_address || null } };
  }
  return {
    vpc: {
      subnet_id: one.subnet_id ?? 0,
      ipv4: {
        addresses: [{ address: one.ipv4?.vpc, primary: true, nat_1_1_address: one.ipv4?.nat_1_1 ?? null }],
        ranges: (one.ip_ranges ?? []).map((range) => ({ range })),
      },
    },
  };
}
