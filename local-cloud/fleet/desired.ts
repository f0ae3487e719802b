import type { Selection } from "../core/hostsControl";
import type { World } from "../core/world";
import { expand, type Rules } from "../resources/firewallRules";
import type { InstanceRecord } from "../resources/instances";
import { interfacesOf } from "../resources/interfaces";

/** A host as the API has it, in plain data: whatever differs from what runs is what is to be done. */
export interface DesiredHost {
  /** The instance's. */
  readonly id: number;
  readonly label: string;
  readonly region: string;
  /** The disk that it has its system on: with another one it is built anew. */
  readonly disk: number;
  readonly isOn: boolean;
  /** How often it was booted: with another number it is booted again. */
  readonly boots: number;
  /** `eth0`, `eth1`, … */
  readonly interfaces: readonly DesiredInterface[];
  readonly volumes: readonly DesiredVolume[];
  /** The rules around it; none where it has no firewall that is on. */
  readonly rules?: Rules;
  /** What runs at the first boot, and what it is told; that is undefined where only a process knew it that has ended. */
  readonly script?: { readonly text: string; readonly data: Readonly<Record<string, string>> | undefined };
}

/** One of its interfaces: in the region's public network, or in a VPC's subnet. IPv4 alone. */
export interface DesiredInterface {
  readonly network: { readonly kind: "public" } | { readonly kind: "subnet"; readonly id: number };
  /** With their prefix. */
  readonly addresses: readonly string[];
  /** Whether its default route goes out here. */
  readonly isPrimary: boolean;
}

export interface DesiredVolume {
  readonly id: number;
  readonly label: string;
  readonly gibibytes: number;
}

/** The prefix of public networks, and that of the private one in which load balancers find their backends. */
const prefixes = { public: 24, private: 17 } as const;

const classPrefix = "data-class:";
const isChosen = (selection: Selection, tags: readonly string[]): boolean =>
  selection === "all" ||
  (selection !== "none" && selection.some((name) => tags.includes(`${classPrefix}${name}`)));

/** While it reboots or moves to other hardware, an instance is not off. */
const on: readonly InstanceRecord["status"][] = ["running", "rebooting", "migrating"];

/** What the API has, of the instances chosen that are made already, by their ids. */
export function desiredHosts(world: World, selection: Selection): ReadonlyMap<number, DesiredHost> {
  const found = new Map<number, DesiredHost>();
  for (const instance of world.store.all("instance")) {
    if (!isChosen(selection, instance.tags) || instance.image === null) continue;
    const host = desiredHost(world, instance);
    if (host !== undefined) found.set(instance.id, host);
  }
  return found;
}

function desiredHost(world: World, instance: InstanceRecord): DesiredHost | undefined {
  const { store } = world;
  const { id, label, region, status } = instance;
  const configs = store.where("config", "instance_id", id);
  const config = configs.find((one) => one.id === instance.booted_config_id) ?? configs[0];
  const disk = store.where("disk", "instance_id", id)[0];
  if (config === undefined || disk === undefined || status === "provisioning") return undefined;
  const rules = rulesOf(world, id);
  const script = scriptOf(world, id);
  return {
    ...{ id, label, region, disk: disk.id, isOn: on.includes(status), boots: world.boots.get(id) ?? 0 },
    interfaces: interfacesFor(world, id, config.id),
    volumes: store
      .where("volume", "linode_id", id)
      .filter((volume) => volume.status !== "creating")
      .map((volume) => ({ id: volume.id, label: volume.label, gibibytes: volume.size })),
    ...(rules === undefined ? {} : { rules }),
    ...(script === undefined ? {} : { script }),
  };
}

/** An instance whose configuration names no interface has a public one. */
function interfacesFor(world: World, instance: number, config: number): DesiredInterface[] {
  const own = world.store.where("ip", "linode_id", instance);
  const publicOne = (isPrimary: boolean): DesiredInterface => ({
    network: { kind: "public" },
    addresses: own.map((ip) => `${ip.id}/${ip.public ? prefixes.public : prefixes.private}`),
    isPrimary,
  });
  const given = interfacesOf(world, config);
  if (given.length === 0) return [publicOne(true)];
  const primary = given.find((one) => one.primary) ?? given.find((one) => one.purpose !== "vlan");
  return given.map((one): DesiredInterface => {
    const isPrimary = one === primary;
    if (one.purpose === "public") return publicOne(isPrimary);
    if (one.purpose === "vlan" || one.subnet_id === null)
      throw new Error(`An interface of Linode ${instance} is of a VLAN, which hosts here have none of.`);
    const subnet = world.store.get("subnet", one.subnet_id);
    const prefix = subnet?.ipv4.split("/")[1] ?? "32";
    return {
      network: { kind: "subnet", id: one.subnet_id },
      addresses: one.ipv4 === null ? [] : [`${one.ipv4.vpc}/${prefix}`],
      isPrimary,
    };
  });
}

function rulesOf(world: World, instance: number): Rules | undefined {
  const { store } = world;
  const device = store
    .where("firewallDevice", "entity_id", instance)
    .find((one) => one.entity_type === "linode");
  const firewall = device === undefined ? undefined : store.get("firewall", device.firewall_id);
  return firewall?.status === "enabled" ? expand(world, firewall.rules) : undefined;
}

function scriptOf(world: World, instance: number): DesiredHost["script"] {
  const seed = world.store.get("seed", instance);
  const script =
    seed?.stackscript_id == null ? undefined : world.store.get("stackScript", seed.stackscript_id);
  if (script === undefined) return undefined;
  return { text: script.script, data: world.scriptData.get(instance) };
}
