import type { Action, Call } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Json } from "../core/json";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { firewallsOf } from "./firewallDevices";
import type { InstanceRecord } from "./instances";
import { type InterfaceRecord, isActive } from "./interfaces";
import { linodeInterfacesOf, publicParts, releaseAddresses, vpcParts } from "./linodeInterfaceAddresses";
import {
  addLinodeInterface,
  notifyInterface,
  removeLinodeInterface,
  takeRoutes,
} from "./linodeInterfaceParts";
import { isLinodeInterface, type LinodeInterface } from "./linodeInterfaceReference";
import {
  type LinodeInterfaceChange,
  linodeInterfaceChange,
  linodeInterfaceSchema,
} from "./linodeInterfaceSchema";
import { readSettings, writeSettings } from "./linodeInterfaceSettings";
import { upgradeInterfaces } from "./linodeInterfaceUpgrade";
import { linodeInterfaceView } from "./linodeInterfaceView";
import { refuseLocked } from "./locks";
import { requireRegion } from "./shared";

/** What an interface was, each time that it changed. */
export interface InterfaceVersionRecord extends Entity {
  id: number;
  interface_id: number;
  linode_id: number;
  version: number;
  created: string;
  interface_data: Json;
}

declare module "../core/kinds" {
  interface Kinds {
    interfaceVersion: InterfaceVersionRecord;
  }
}

/** Throws unless the Linode has interfaces of its own, as opposed to its configurations'. */
function requireGeneration(linode: InstanceRecord): void {
  if (linode.interface_generation !== "linode") {
    throw invalid("The Linode uses legacy configuration interfaces");
  }
}

/** Throws unless the Linode is powered off, or still being made. */
function requireOff(linode: InstanceRecord): void {
  if (linode.status !== "offline" && linode.status !== "provisioning") {
    throw invalid("The Linode must be powered off before its interfaces can be changed");
  }
}

function find(call: Call, linode: InstanceRecord): LinodeInterface {
  const found = call.world.store.get("interface", Number(call.params.interface));
  if (!isLinodeInterface(found) || found.instance_id !== linode.id) throw notFound();
  return found;
}

function remember(world: World, one: LinodeInterface): void {
  world.store.insert("interfaceVersion", {
    id: world.store.nextId(),
    interface_id: one.id,
    linode_id: one.instance_id,
    version: one.linode_interface.version,
    created: one.linode_interface.updated,
    interface_data: linodeInterfaceView(world, one) as Json,
  });
}

function create(call: Call, linode: InstanceRecord): unknown {
  const input = validate(linodeInterfaceSchema, call.body);
  requireGeneration(linode);
  requireOff(linode);
  requireRegion(linode.region, "Linode Interfaces");
  const made = addLinodeInterface(call.world, linode, input);
  notifyInterface(call.world, linode, made, "interface_create");
  remember(call.world, made);
  return linodeInterfaceView(call.world, made);
}

function change(call: Call, linode: InstanceRecord): unknown {
  const old = find(call, linode);
  const input = validate(linodeInterfaceChange, call.body);
  const { store, clock } = call.world;
  if (isActive(call.world, old) && linode.network_helper && (input.public ?? input.vpc) != null) {
    throw invalid("The Linode must be powered off before its addresses can be changed");
  }
  // Out of the store meanwhile, so that its own addresses are free to be asked for again.
  store.remove("interface", old.id);
  const next = changed(call, linode, old, input);
  const part = {
    ...next.linode_interface,
    version: old.linode_interface.version + 1,
    updated: clock.timestamp(),
  };
  const record = { ...next, linode_interface: part };
  store.insert("interface", record);
  releaseAddresses(call.world, old, heldBy(record));
  takeRoutes(call.world, record);
  notifyInterface(call.world, linode, record, "interface_update");
  remember(call.world, record);
  return linodeInterfaceView(call.world, record);
}

function heldBy(one: LinodeInterface): string[] {
  return one.linode_interface.addresses.flatMap((held) =>
    one.purpose === "public" ? [held.address] : (held.nat_1_1_address ?? []),
  );
}

function changed(
  call: Call,
  linode: InstanceRecord,
  old: LinodeInterface,
  input: LinodeInterfaceChange,
): LinodeInterface {
  refuseOtherKind(old, input);
  const route = old.linode_interface.default_route;
  const part = {
    ...old.linode_interface,
    default_route: {
      ipv4: old.purpose !== "vlan" && (input.default_route?.ipv4 ?? route.ipv4),
      ipv6: old.purpose === "public" && (input.default_route?.ipv6 ?? route.ipv6),
    },
  };
  if (input.public != null) {
    return {
      ...old,
      linode_interface: { ...part, ...publicParts(call.world, linode, input.public, "public", old) },
    };
  }
  if (input.vpc != null) {
    const subnet_id = input.vpc.subnet_id ?? old.subnet_id ?? 0;
    const { addresses, ...vpc } = vpcParts(
      call.world,
      linode,
      old.id,
      { ...input.vpc, subnet_id },
      "vpc",
      old,
    );
    return { ...old, ...vpc, linode_interface: { ...part, addresses } };
  }
  return { ...old, linode_interface: part };
}

function refuseOtherKind(old: LinodeInterface, input: LinodeInterfaceChange): void {
  for (const name of ["public", "vpc", "vlan"] as const) {
    if (input[name] != null && name !== old.purpose) {
      throw invalid(`A ${old.purpose} interface cannot become a ${name} one`, name);
    }
  }
  const { vlan_label, ipam_address } = input.vlan ?? {};
  if ((vlan_label ?? old.label) !== old.label)
    throw invalid("vlan_label cannot be changed", "vlan.vlan_label");
  if ((ipam_address ?? old.ipam_address) !== old.ipam_address) {
    throw invalid("ipam_address cannot be changed", "vlan.ipam_address");
  }
}

function remove(call: Call, linode: InstanceRecord): unknown {
  const found = find(call, linode);
  refuseLocked(call.world, "linode", linode.id, "part");
  requireOff(linode);
  removeLinodeInterface(call.world, found);
  linodeInterfacesOf(call.world, linode.id).forEach((other, position) => {
    call.world.store.patch("interface", other.id, { position });
  });
  notifyInterface(call.world, linode, found, "interface_delete");
  return {};
}

/** The list comes in an object of its own, not in pages. */
function list(call: Call, linode: InstanceRecord): unknown {
  requireGeneration(linode);
  const own: readonly InterfaceRecord[] = linodeInterfacesOf(call.world, linode.id);
  return { interfaces: own.filter(isLinodeInterface).map((one) => linodeInterfaceView(call.world, one)) };
}

function history(call: Call, linode: InstanceRecord): unknown {
  requireGeneration(linode);
  const rows = call.world.store
    .where("interfaceVersion", "linode_id", linode.id)
    .map(({ id, ...shown }) => ({ interface_history_id: id, ...shown }));
  return answerList(call, rows, ["interface_history_id", "interface_id", "linode_id", "version", "created"]);
}

/** The interfaces of a Linode of the newer generation. */
export const linodeInterfaces: readonly Action<InstanceRecord>[] = [
  { method: "GET", path: "interfaces", run: list },
  { method: "POST", path: "interfaces", run: create },
  { method: "GET", path: "interfaces/history", run: history },
  { method: "GET", path: "interfaces/settings", run: readSettings },
  { method: "PUT", path: "interfaces/settings", run: writeSettings },
  {
    method: "GET",
    path: "interfaces/:interface",
    run: (call, linode) => linodeInterfaceView(call.world, find(call, linode)),
  },
  { method: "PUT", path: "interfaces/:interface", run: change },
  { method: "DELETE", path: "interfaces/:interface", run: remove },
  {
    method: "GET",
    path: "interfaces/:interface/firewalls",
    run: (call, linode) => firewallsOf(call, "interface", find(call, linode).id),
  },
  { method: "POST", path: "upgrade-interfaces", run: upgradeInterfaces },
];
