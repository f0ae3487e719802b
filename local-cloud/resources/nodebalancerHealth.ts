import type { World } from "../core/world";
import type { NodeBalancerConfigRecord } from "./nodebalancerConfigs";
import type { NodeBalancerNodeRecord } from "./nodebalancerNodes";

/** How a node is shown; `Unknown` until it was checked for the first time. */
export type NodeStatus = "Unknown" | "UP" | "DOWN";

/**
 * A node's status: what the first check after the latest change would find. Nothing listens behind these addresses,
 * so a check succeeds when the Linode that has the address runs.
 */
export function nodeStatus(
  world: World,
  config: NodeBalancerConfigRecord | undefined,
  node: NodeBalancerNodeRecord,
): NodeStatus {
  const interval = (config?.check_interval ?? 0) * 1000;
  if (world.clock.jobTime() < node.changed_at + interval) return "Unknown";
  const linode = backend(world, node);
  const status = linode === undefined ? undefined : world.store.get("instance", linode)?.status;
  return status === "running" ? "UP" : "DOWN";
}

/** How many nodes of a configuration are up, and how many are not: those that nobody has checked yet count as down. */
export function nodesStatus(world: World, config: NodeBalancerConfigRecord): { up: number; down: number } {
  const nodes = world.store.where("nodebalancerNode", "config_id", config.id);
  const up = nodes.filter((node) => nodeStatus(world, config, node) === "UP").length;
  return { up, down: nodes.length - up };
}

/** The Linode that has a node's address. */
function backend(world: World, node: NodeBalancerNodeRecord): number | undefined {
  const address = addressOf(node.address);
  if (address.includes(":")) {
    for (const linode of world.store.all("instance")) {
      if (world.addresses.ipv6(linode.id) === address) return linode.id;
    }
    return undefined;
  }
  const way =
    node.vpc_config_id === null ? undefined : world.store.get("nodebalancerVpc", node.vpc_config_id);
  if (way === undefined) return world.store.get("ip", address)?.linode_id ?? undefined;
  return world.store.where("interface", "subnet_id", way.subnet_id).find((one) => one.ipv4?.vpc === address)
    ?.instance_id;
}

/** The address before the port, without brackets. */
export function addressOf(text: string): string {
  return text.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}
