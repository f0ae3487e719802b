import type { EnclavePlan, NodePlan, Plan, SitePlan } from "../../../infra/topology";

/** Every site of a plan. */
export const sitesOf = (plan: Plan): SitePlan[] => plan.enclaves.flatMap((enclave) => enclave.sites);

/** Every server of a site. */
export const nodesOf = (site: SitePlan): NodePlan[] => [
  site.gateway,
  ...site.dataNodes,
  ...(site.edge?.nodes ?? []),
  ...(site.service?.nodes ?? []),
];

/** Every label of a plan with the kind of resource that carries it. */
export function* labelsOf(plan: Plan): Generator<{ kind: string; label: string; name: string }> {
  for (const { seed } of plan.enclaves) yield { kind: "stackScript", label: seed.label, name: seed.name };
  for (const site of sitesOf(plan)) {
    yield { kind: "vpc", label: site.network.vpcLabel, name: site.name };
    yield { kind: "subnet", label: site.network.subnetLabel, name: site.name };
    for (const group of [site.placementGroup, ...(site.service ? [site.service.placementGroup] : [])])
      yield { kind: "placementGroup", label: group.label, name: group.name };
    for (const firewall of site.firewalls)
      yield { kind: "firewall", label: firewall.label, name: firewall.name };
    for (const node of nodesOf(site)) {
      yield { kind: "instance", label: node.label, name: node.name };
      if (node.backendLabel) yield { kind: "backend", label: node.backendLabel, name: node.name };
      if (node.volume) yield { kind: "volume", label: node.volume.label, name: node.name };
    }
    if (site.edge)
      yield { kind: "nodeBalancer", label: site.edge.balancer.label, name: site.edge.balancer.name };
    for (const bucket of site.buckets) {
      yield { kind: "bucket", label: bucket.label, name: bucket.name };
      yield { kind: "objectStorageKey", label: bucket.key.label, name: bucket.key.name };
    }
  }
}

/** An enclave by its class. */
export const enclaveOf = (plan: Plan, id: string): EnclavePlan | undefined =>
  plan.enclaves.find((enclave) => enclave.dataClass.id === id);

/** Freezes a value and all that is in it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
