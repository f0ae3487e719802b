import { z } from "zod";
import { type Call, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { firewallReference, firewallView } from "./firewalls";
import { instanceReference } from "./instanceRules";
import { isLinodeInterface, linodeInterfaceReference } from "./linodeInterfaceReference";
import { balancerReference } from "./nodebalancerEvents";
import { id } from "./shared";

/** What a firewall can protect. */
export type Protected = "linode" | "nodebalancer" | "interface";

export interface FirewallDeviceRecord extends Entity {
  id: number;
  firewall_id: number;
  entity_type: Protected;
  entity_id: number;
  created: string;
  updated: string;
}

declare module "../core/kinds" {
  interface Kinds {
    firewallDevice: FirewallDeviceRecord;
  }
}

interface DeviceView {
  id: number;
  created: string;
  updated: string;
  entity: Protection;
}

/** A protected service as devices show it; an interface names its Linode beside. */
interface Protection extends EntityReference {
  parent_entity: EntityReference | null;
}

/** How a kind of service is called in complaints, and how one of them is shown; undefined if it isn't there. */
interface ProtectedKind {
  name: string;
  find(world: World, id: number): Protection | undefined;
}

const protectedKinds: Record<Protected, ProtectedKind> = {
  linode: {
    name: "Linode",
    find: (world, id) => {
      const linode = world.store.get("instance", id);
      return linode && { ...instanceReference(linode), parent_entity: null };
    },
  },
  nodebalancer: {
    name: "NodeBalancer",
    find: (world, id) => {
      const balancer = world.store.get("nodebalancer", id);
      return balancer && { ...balancerReference(balancer), parent_entity: null };
    },
  },
  interface: {
    name: "interface",
    find: (world, id) => {
      const found = world.store.get("interface", id);
      const linode = found && world.store.get("instance", found.instance_id);
      if (!isLinodeInterface(found) || linode === undefined) return undefined;
      return { ...linodeInterfaceReference(found), parent_entity: instanceReference(linode) };
    },
  },
};

function view(world: World, device: FirewallDeviceRecord): DeviceView {
  const { entity_type: type, entity_id: id } = device;
  const gone = { id, type, label: "", url: "", parent_entity: null };
  return {
    id: device.id,
    created: device.created,
    updated: device.updated,
    entity: protectedKinds[type].find(world, id) ?? gone,
  };
}

/** A firewall's devices, as shown. */
export function devicesOf(world: World, firewallId: number): DeviceView[] {
  return world.store.where("firewallDevice", "firewall_id", firewallId).map((device) => view(world, device));
}

function devicesFor(world: World, type: Protected, entityId: number): FirewallDeviceRecord[] {
  return world.store
    .where("firewallDevice", "entity_id", entityId)
    .filter((device) => device.entity_type === type);
}

/** Throws if the service already has another enabled firewall: only one may be enabled. */
function refuseSecond(world: World, firewallId: number, type: Protected, entityId: number): void {
  for (const device of devicesFor(world, type, entityId)) {
    const other = world.store.get("firewall", device.firewall_id);
    if (device.firewall_id !== firewallId && other?.status === "enabled") {
      const { name } = protectedKinds[type];
      throw invalid(`${name} ${entityId} is already assigned to an enabled firewall (${other.id})`);
    }
  }
}

/** The same for every service of a firewall that is about to be enabled. */
export function refuseSecondFirewall(world: World, firewallId: number): void {
  for (const device of world.store.where("firewallDevice", "firewall_id", firewallId)) {
    refuseSecond(world, firewallId, device.entity_type, device.entity_id);
  }
}

/** Checks a new device; gives its record, not yet inserted. */
function newDevice(
  world: World,
  firewallId: number,
  type: Protected,
  entityId: number,
): FirewallDeviceRecord {
  if (protectedKinds[type].find(world, entityId) === undefined) {
    throw invalid(`${type} ${entityId} not found`, "id");
  }
  if (type === "linode" && world.store.get("instance", entityId)?.interface_generation === "linode") {
    throw invalid("A Linode with Linode interfaces is protected by its interfaces' firewalls", "id");
  }
  const firewall = world.store.get("firewall", firewallId);
  if (devicesFor(world, type, entityId).some((device) => device.firewall_id === firewallId)) {
    throw invalid("The device is already assigned to this firewall", "id");
  }
  if (firewall?.status === "enabled") refuseSecond(world, firewallId, type, entityId);
  const now = world.clock.timestamp();
  return {
    id: world.store.nextId(),
    firewall_id: firewallId,
    entity_type: type,
    entity_id: entityId,
    created: now,
    updated: now,
  };
}

/** Puts a service behind a firewall. */
export function addDevice(
  world: World,
  firewallId: number,
  type: Protected,
  entityId: number,
): FirewallDeviceRecord {
  const device = world.store.insert("firewallDevice", newDevice(world, firewallId, type, entityId));
  notifyDevice(world, device, "firewall_device_add");
  return device;
}

function notifyDevice(world: World, device: FirewallDeviceRecord, action: string): void {
  const firewall = world.store.get("firewall", device.firewall_id);
  if (firewall === undefined) return;
  const { parent_entity: _, ...secondary } = view(world, device).entity;
  world.jobs.notify({ action, kind: "firewall", entity: firewallReference(firewall), secondary });
}

/** Forgets a service that goes away. */
export function removeDevicesOf(world: World, type: Protected, entityId: number): void {
  for (const device of devicesFor(world, type, entityId)) world.store.remove("firewallDevice", device.id);
}

/** `GET …/firewalls` of a service. */
export function firewallsOf(call: Call, type: Protected, entityId: number): unknown {
  const found = devicesFor(call.world, type, entityId).flatMap(
    (device) => call.world.store.get("firewall", device.firewall_id) ?? [],
  );
  return answerList(
    call,
    found.map((firewall) => firewallView(call.world, firewall)),
    ["id", "label", "status", "tags"],
  );
}

/** `PUT …/firewalls` of a service: replaces the list at once, without a moment in between. */
export function replaceFirewalls(call: Call, type: Protected, entityId: number): unknown {
  const { firewall_ids } = validate(z.object({ firewall_ids: z.array(id) }), call.body);
  const { world } = call;
  for (const device of devicesFor(world, type, entityId)) {
    if (firewall_ids.includes(device.firewall_id)) continue;
    notifyDevice(world, device, "firewall_device_remove");
    world.store.remove("firewallDevice", device.id);
  }
  const kept = devicesFor(world, type, entityId).map((device) => device.firewall_id);
  for (const firewallId of firewall_ids) {
    if (world.store.get("firewall", firewallId) === undefined)
      throw invalid("firewall_ids is not valid", "firewall_ids");
    if (!kept.includes(firewallId)) addDevice(world, firewallId, type, entityId);
  }
  return firewallsOf(call, type, entityId);
}

const device = defineResource<"firewallDevice">({
  kind: "firewallDevice",
  path: "/networking/firewalls/:firewall_id/devices",
  parents: { firewall_id: "firewall" },
  scope: "firewall",
  filterable: ["id", "entity.id", "entity.type", "entity.label", "created", "updated"],
  indexes: ["entity_id"],
  view,
  create: defineCreation({
    schema: z.object({ id, type: z.enum(["linode", "nodebalancer", "interface"]) }),
    build: (call, input): FirewallDeviceRecord =>
      newDevice(call.world, Number(call.params.firewall_id), input.type, input.id),
    created: (call, record) => notifyDevice(call.world, record, "firewall_device_add"),
  }),
  remove: { before: (call, record) => notifyDevice(call.world, record, "firewall_device_remove") },
});

export const firewallDevices: Section = { resources: [device] };
