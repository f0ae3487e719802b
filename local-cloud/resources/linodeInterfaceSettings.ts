import { z } from "zod";
import type { Call } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import type { InstanceRecord } from "./instances";
import { linodeInterfacesOf } from "./linodeInterfaceAddresses";
import { takeRoutes } from "./linodeInterfaceParts";
import { isLinodeInterface, type LinodeInterface } from "./linodeInterfaceReference";
import { id } from "./shared";

type Family = "ipv4" | "ipv6";

function own(world: World, linode: InstanceRecord): LinodeInterface[] {
  return linodeInterfacesOf(world, linode.id).filter(isLinodeInterface);
}

/** IPv4 goes over a public or VPC interface with an address, IPv6 over a public one. */
function eligible(interfaces: readonly LinodeInterface[], family: Family): LinodeInterface[] {
  return interfaces.filter((one) =>
    family === "ipv6" ? one.purpose === "public" : one.linode_interface.addresses.length > 0,
  );
}

function view(world: World, linode: InstanceRecord): unknown {
  const interfaces = own(world, linode);
  const holder = (family: Family): number | null =>
    interfaces.find((one) => one.linode_interface.default_route[family])?.id ?? null;
  return {
    network_helper: linode.network_helper,
    default_route: {
      ipv4_interface_id: holder("ipv4"),
      ipv4_eligible_interface_ids: eligible(interfaces, "ipv4").map((one) => one.id),
      ipv6_interface_id: holder("ipv6"),
      ipv6_eligible_interface_ids: eligible(interfaces, "ipv6").map((one) => one.id),
    },
  };
}

function requireGeneration(linode: InstanceRecord): void {
  if (linode.interface_generation !== "linode") {
    throw invalid("The Linode uses legacy configuration interfaces");
  }
}

/** `GET …/interfaces/settings`. */
export function readSettings(call: Call, linode: InstanceRecord): unknown {
  requireGeneration(linode);
  return view(call.world, linode);
}

const schema = z.object({
  network_helper: z.boolean().nullish(),
  default_route: z.object({ ipv4_interface_id: id.nullish(), ipv6_interface_id: id.nullish() }).nullish(),
});

/** `PUT …/interfaces/settings`. */
export function writeSettings(call: Call, linode: InstanceRecord): unknown {
  requireGeneration(linode);
  const input = validate(schema, call.body);
  const { world } = call;
  for (const family of ["ipv4", "ipv6"] as const) {
    const asked = input.default_route?.[`${family}_interface_id`];
    if (asked == null) continue;
    const chosen = eligible(own(world, linode), family).find((one) => one.id === asked);
    if (chosen === undefined) {
      throw invalid("Must be one of the eligible interfaces", `default_route.${family}_interface_id`);
    }
    const part = chosen.linode_interface;
    const linode_interface = { ...part, default_route: { ...part.default_route, [family]: true } };
    world.store.patch("interface", chosen.id, { linode_interface });
    takeRoutes(world, { ...chosen, linode_interface });
  }
  const changed =
    input.network_helper == null
      ? linode
      : world.store.patch("instance", linode.id, { network_helper: input.network_helper });
  return view(world, changed ?? linode);
}
