import { z } from "zod";
import type { Action, Call } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { validate } from "../core/validate";
import type { ConfigRecord } from "./configs";
import {
  addInterface,
  type InterfaceRecord,
  interfaceSchema,
  interfacesOf,
  interfacesPerConfig,
  interfaceView,
  isActive,
} from "./interfaces";
import { refuseLocked } from "./locks";
import { id } from "./shared";

function find(call: Call, config: ConfigRecord): InterfaceRecord {
  const found = call.world.store.get("interface", Number(call.params.interface));
  if (found?.config_id !== config.id) throw notFound();
  return found;
}

function list(call: Call, config: ConfigRecord): unknown {
  return interfacesOf(call.world, config.id).map((one) => interfaceView(call.world, one));
}

function add(call: Call, config: ConfigRecord): unknown {
  const input = validate(interfaceSchema, call.body);
  const linode = call.world.store.get("instance", config.instance_id);
  if (linode?.interface_generation === "linode") {
    throw invalid("A Linode with Linode interfaces cannot have configuration interfaces");
  }
  const own = interfacesOf(call.world, config.id);
  if (own.length >= interfacesPerConfig) {
    throw invalid(`You may only have up to ${interfacesPerConfig} interfaces`, "interfaces");
  }
  if (input.purpose === "public" && own.some((one) => one.purpose === "public")) {
    throw invalid("Only one interface with purpose 'public' is allowed", "purpose");
  }
  if (input.primary) unsetPrimary(call, config);
  return interfaceView(call.world, addInterface(call.world, config, input, own.length, "interfaces"));
}

/** One interface may be primary: the newest to be named so. */
function unsetPrimary(call: Call, config: ConfigRecord): void {
  for (const one of interfacesOf(call.world, config.id)) {
    if (one.primary) call.world.store.patch("interface", one.id, { primary: false });
  }
}

function change(call: Call, config: ConfigRecord): unknown {
  const found = find(call, config);
  const input = validate(interfaceSchema.omit({ purpose: true }).partial(), call.body);
  const { store } = call.world;
  if (input.primary) unsetPrimary(call, config);
  // A new one in its place, so that all is checked as it is for a new one; it keeps its id.
  store.remove("interface", found.id);
  const added = addInterface(
    call.world,
    config,
    {
      purpose: found.purpose,
      label: found.label,
      ipam_address: found.ipam_address,
      primary: input.primary ?? found.primary,
      subnet_id: found.subnet_id,
      ipv4: { ...found.ipv4, ...input.ipv4 },
      ip_ranges: input.ip_ranges ?? found.ip_ranges,
      ipv6: input.ipv6 ?? found.ipv6,
    },
    found.position,
    "interface",
  );
  store.remove("interface", added.id);
  return interfaceView(call.world, store.insert("interface", { ...added, id: found.id }));
}

function remove(call: Call, config: ConfigRecord): unknown {
  const found = find(call, config);
  refuseLocked(call.world, "linode", config.instance_id, "part");
  if (isActive(call.world, found)) {
    throw invalid("Active interfaces cannot be deleted. Shut the Linode down first.");
  }
  call.world.store.remove("interface", found.id);
  interfacesOf(call.world, config.id).forEach((other, position) => {
    call.world.store.patch("interface", other.id, { position });
  });
  return {};
}

function reorder(call: Call, config: ConfigRecord): unknown {
  const { ids } = validate(z.object({ ids: z.array(id) }), call.body);
  const known = interfacesOf(call.world, config.id).map((other) => other.id);
  if (ids.length !== known.length || !known.every((other) => ids.includes(other))) {
    throw invalid("ids must name every interface of the configuration", "ids");
  }
  ids.forEach((other, position) => {
    call.world.store.patch("interface", other, { position });
  });
  return {};
}

/** The interfaces of a configuration, one by one. */
export const configInterfaces: readonly Action<ConfigRecord>[] = [
  { method: "GET", path: "interfaces", run: list },
  { method: "POST", path: "interfaces", run: add },
  { method: "POST", path: "interfaces/order", run: reorder },
  {
    method: "GET",
    path: "interfaces/:interface",
    run: (call, config) => interfaceView(call.world, find(call, config)),
  },
  { method: "PUT", path: "interfaces/:interface", run: change },
  { method: "DELETE", path: "interfaces/:interface", run: remove },
];
