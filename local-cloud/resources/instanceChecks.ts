import type { Call } from "../core/definition";
import { invalid } from "../core/errors";
import type { World } from "../core/world";
import { accountSettings } from "./accountSettings";
import type { InstanceRecord } from "./instances";

/** Unencoded bytes of user data that the API takes. */
const userDataLimit = 65_535;

/** Throws unless user data is base64 of a size that the metadata service takes. */
export function checkUserData(text: string | null | undefined): void {
  if (text == null || text === "") return;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) {
    throw invalid("user_data must be base64-encoded", "metadata.user_data");
  }
  if (Buffer.from(text, "base64").length > userDataLimit) {
    throw invalid(`user_data must be at most ${userDataLimit} bytes`, "metadata.user_data");
  }
}

type Generation = InstanceRecord["interface_generation"];

/**
 * Which generation of interfaces a new Linode gets; the account's setting decides where the request doesn't. A trap: with
 * the setting of new accounts, requests of older clients that name a firewall or legacy interfaces are refused, as documented.
 */
export function interfaceGeneration(
  world: World,
  input: {
    interface_generation?: Generation | null | undefined;
    interfaces?: readonly object[] | null | undefined;
    firewall_id?: number | null | undefined;
  },
): Generation {
  const setting = accountSettings(world).interfaces_for_new_linodes;
  const byDefault = setting.startsWith("legacy") ? "legacy_config" : "linode";
  const chosen = input.interface_generation ?? byDefault;
  if (chosen === "linode" && setting === "legacy_config_only") {
    throw invalid("The account allows legacy configuration interfaces only", "interface_generation");
  }
  if (chosen === "legacy_config" && setting === "linode_only") {
    throw invalid("The account allows Linode interfaces only", "interface_generation");
  }
  const legacy = (input.interfaces ?? []).some((one) => "purpose" in one);
  if (chosen === "linode" && legacy) {
    throw invalid("Legacy configuration interfaces cannot be used with Linode interfaces", "interfaces");
  }
  if (chosen === "linode" && input.firewall_id != null) {
    throw invalid(
      "firewall_id cannot be used with Linode interfaces; set it on each interface",
      "firewall_id",
    );
  }
  return chosen;
}

/** The account's own reserved address that a request asks for, if it does; recorded texts. */
export function reservedAddress(
  call: Call,
  input: { ipv4?: readonly string[] | null | undefined; region: string },
): string | undefined {
  if (input.ipv4 == null) return undefined;
  const [address] = input.ipv4;
  const ip = address === undefined ? undefined : call.world.store.get("ip", address);
  if (input.ipv4.length !== 1 || ip === undefined || !ip.reserved || ip.region !== input.region) {
    throw invalid("Must provide a single valid reserved ipv4 address", "ipv4");
  }
  if (ip.linode_id !== null || ip.nodebalancer_id !== null) {
    throw invalid("Address must be currently unassigned.", "ipv4");
  }
  return ip.id;
}
