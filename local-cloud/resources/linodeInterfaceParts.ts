import { invalid } from "../core/errors";
import type { World } from "../core/world";
import { addDevice, removeDevicesOf } from "./firewallDevices";
import { firewallForNew } from "./firewallSettings";
import { instanceReference } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import type { InterfaceRecord, LinodeInterfacePart } from "./interfaces";
import { linodeInterfacesOf, publicParts, releaseAddresses, vpcParts } from "./linodeInterfaceAddresses";
import {
  isLinodeInterface,
  type LinodeInterface,
  linodeInterfaceReference,
} from "./linodeInterfaceReference";
import type { LinodeInterfaceInput } from "./linodeInterfaceSchema";
import { requireVlan } from "./vlans";

/** Interfaces that a Linode may have: eth0, eth1, eth2. */
const interfacesPerLinode = 3;

/** The MAC address of eth0 is the Linode's for good; the others' come from the interface. */
function macAddress(linode: InstanceRecord, one: { id: number; purpose: string }): string {
  const id = one.purpose === "public" ? linode.id : one.id;
  const bytes = [one.purpose === "public" ? 0 : 1, id >>> 16, id >>> 8, id];
  return ["22", "00", ...bytes.map((byte) => (byte & 255).toString(16).padStart(2, "0"))]
    .join(":")
    .toUpperCase();
}

function purposeOf(input: LinodeInterfaceInput, field: string): InterfaceRecord["purpose"] {
  const given = (["public", "vpc", "vlan"] as const).filter((name) => input[name] != null);
  const [purpose] = given;
  if (purpose === undefined || given.length > 1) {
    throw invalid("Must define exactly one of public, vpc and vlan", field === "" ? undefined : field);
  }
  return purpose;
}

/** Throws unless the Linode may have one more of the kind. */
function requirePlace(own: readonly InterfaceRecord[], input: LinodeInterfaceInput, field: string): void {
  if (own.length >= interfacesPerLinode) {
    throw invalid(`A Linode may have ${interfacesPerLinode} interfaces`, field === "" ? undefined : field);
  }
  for (const purpose of ["public", "vpc"] as const) {
    if (input[purpose] != null && own.some((one) => one.purpose === purpose)) {
      throw invalid(`A Linode may have one ${purpose} interface`, at(field, purpose));
    }
  }
  if (input.vlan != null && own.some((one) => one.label === input.vlan?.vlan_label)) {
    throw invalid("A Linode may have one interface in a VLAN", at(field, "vlan.vlan_label"));
  }
}

function at(field: string, part: string): string {
  return field === "" ? part : `${field}.${part}`;
}

/** The firewall of a new interface: the one named, none for null, else the account's default one. */
function firewallOf(
  world: World,
  purpose: InterfaceRecord["purpose"],
  asked: number | null | undefined,
  field: string,
): number | undefined {
  if (purpose === "vlan") {
    if (asked != null) throw invalid("A VLAN interface cannot have a firewall", at(field, "firewall_id"));
    return undefined;
  }
  if (asked === null) return undefined;
  const slot = purpose === "public" ? "public_interface" : "vpc_interface";
  const chosen = firewallForNew(world, slot, asked);
  if (chosen === undefined && asked === undefined) {
    throw invalid(
      "firewall_id is required: the account has no default firewall for it. Null means none.",
      at(field, "firewall_id"),
    );
  }
  return chosen;
}

/** Checks and inserts a Linode interface. `field` leads to it in the request, empty where it is the request. */
export function addLinodeInterface(
  world: World,
  linode: InstanceRecord,
  input: LinodeInterfaceInput,
  field = "",
): LinodeInterface {
  const purpose = purposeOf(input, field);
  const own = linodeInterfacesOf(world, linode.id);
  requirePlace(own, input, field);
  const firewall = firewallOf(world, purpose, input.firewall_id, field);
  const id = world.store.nextId();
  const now = world.clock.timestamp();
  const base = {
    id,
    config_id: null,
    instance_id: linode.id,
    position: own.length,
    purpose,
    primary: false,
    label: null,
    ipam_address: null,
    vpc_id: null,
    subnet_id: null,
    ipv4: null,
    ip_ranges: null,
    ipv6: null,
  };
  const part: LinodeInterfacePart = {
    version: 1,
    mac_address: macAddress(linode, base),
    created: now,
    updated: now,
    default_route: firstRoute(own, purpose, input.default_route),
    addresses: [],
    ipv6_ranges: [],
  };
  const fields = kindParts(world, linode, id, input, field);
  const record = {
    ...base,
    ...fields.record,
    linode_interface: { ...part, ...fields.part },
  };
  world.store.insert("interface", record);
  if (firewall !== undefined) addDevice(world, firewall, "interface", id);
  takeRoutes(world, record);
  return record;
}

function kindParts(
  world: World,
  linode: InstanceRecord,
  id: number,
  input: LinodeInterfaceInput,
  field: string,
): { record: Partial<InterfaceRecord>; part: Partial<LinodeInterfacePart> } {
  if (input.public != null) {
    return { record: {}, part: publicParts(world, linode, input.public, at(field, "public")) };
  }
  if (input.vpc != null) {
    const { addresses, ...record } = vpcParts(world, linode, id, input.vpc, at(field, "vpc"));
    return { record, part: { addresses } };
  }
  const label = input.vlan?.vlan_label ?? "";
  requireVlan(world, linode.region, label, at(field, "vlan.vlan_label"));
  return { record: { label, ipam_address: input.vlan?.ipam_address ?? null }, part: {} };
}

/** Which default routes a new interface has: those asked for, and those that no other has yet. */
function firstRoute(
  own: readonly InterfaceRecord[],
  purpose: InterfaceRecord["purpose"],
  asked: LinodeInterfaceInput["default_route"],
): LinodeInterfacePart["default_route"] {
  const free = (family: "ipv4" | "ipv6"): boolean =>
    !own.some((one) => one.linode_interface?.default_route[family]);
  return {
    ipv4: purpose !== "vlan" && (asked?.ipv4 ?? free("ipv4")),
    ipv6: purpose === "public" && (asked?.ipv6 ?? free("ipv6")),
  };
}

/** One interface has a default route: it takes those that it has from the others. */
export function takeRoutes(world: World, owner: LinodeInterface): void {
  const { ipv4, ipv6 } = owner.linode_interface.default_route;
  for (const other of linodeInterfacesOf(world, owner.instance_id)) {
    if (other.id === owner.id || !isLinodeInterface(other)) continue;
    const route = other.linode_interface.default_route;
    const next = { ipv4: route.ipv4 && !ipv4, ipv6: route.ipv6 && !ipv6 };
    if (next.ipv4 === route.ipv4 && next.ipv6 === route.ipv6) continue;
    world.store.patch("interface", other.id, {
      linode_interface: { ...other.linode_interface, default_route: next },
    });
  }
}

/** Removes an interface with its addresses and its firewall's device. */
export function removeLinodeInterface(world: World, one: InterfaceRecord): void {
  releaseAddresses(world, one);
  for (const range of one.linode_interface?.ipv6_ranges ?? []) {
    world.store.remove("ipv6Range", range.replace(/\/\d+$/, ""));
  }
  removeDevicesOf(world, "interface", one.id);
  world.store.remove("interface", one.id);
}

/** Removes all of a Linode's, when it is deleted. */
export function removeLinodeInterfaces(world: World, linode: InstanceRecord): void {
  for (const one of linodeInterfacesOf(world, linode.id)) removeLinodeInterface(world, one);
  for (const entry of world.store.where("interfaceVersion", "linode_id", linode.id)) {
    world.store.remove("interfaceVersion", entry.id);
  }
}

/** Tells of an interface's creation, change or removal. */
export function notifyInterface(
  world: World,
  linode: InstanceRecord,
  one: InterfaceRecord,
  action: string,
): void {
  world.jobs.notify({
    action,
    kind: "instance",
    entity: instanceReference(linode),
    secondary: linodeInterfaceReference(one),
  });
}
