import type { EntityReference } from "../core/kinds";
import type { InterfaceRecord, LinodeInterfacePart } from "./interfaces";

/** A record with what only the newer generation has. */
export type LinodeInterface = InterfaceRecord & { linode_interface: LinodeInterfacePart };

/** Whether a record is one; configurations' interfaces aren't. */
export function isLinodeInterface(one: InterfaceRecord | undefined): one is LinodeInterface {
  return one !== undefined && one.linode_interface !== null;
}

/** A Linode interface as events and firewalls name it. */
export function linodeInterfaceReference(one: InterfaceRecord): EntityReference {
  const url = `/v4/linode/instances/${one.instance_id}/interfaces/${one.id}`;
  return { id: one.id, type: "interface", label: `interface-${one.id}`, url };
}
