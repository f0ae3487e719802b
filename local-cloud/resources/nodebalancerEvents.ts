import type { EntityReference } from "../core/kinds";
import type { World } from "../core/world";
import type { NodeBalancerRecord } from "./nodebalancers";

/** A NodeBalancer as events and devices name it. */
export function balancerReference(one: NodeBalancerRecord): EntityReference {
  return { id: one.id, type: "nodebalancer", label: one.label, url: `/v4/nodebalancers/${one.id}` };
}

/** Tells of something that happened to a part of a NodeBalancer. */
export function notifyBalancer(world: World, id: number, action: string, part: EntityReference): void {
  const balancer = world.store.get("nodebalancer", id);
  if (balancer === undefined) return;
  world.jobs.notify({ action, kind: "nodebalancer", entity: balancerReference(balancer), secondary: part });
}
