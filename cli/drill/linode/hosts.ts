import type { StackConfig } from "../../../infra/config";
import { planTopology } from "../../../infra/topology";
import { gatewayAddress } from "../../../infra/topology/deviceAddresses";
import { labeller } from "../../../infra/topology/nodes";
import { nodesOfSite } from "../../../infra/topology/overlay";

/** A host of the plan, as people and the API find it. */
export interface PlannedHost {
  /** Its own, by which its neighbours know it too. */
  readonly name: string;
  /** What Linode calls it: the name, behind what the stack puts before it. */
  readonly label: string;
  readonly region: string;
  readonly role: string;
  /** A gateway's inside the tunnel of managed devices, a node's in the overlay. */
  readonly address: string;
  /** The name of the gateway through which it is reached; null where it is one. */
  readonly through: string | null;
}

/** What one class of a stack has in a Linode account, by its plan. Nothing else there is this stack's. */
export interface PlannedClass {
  readonly dataClass: string;
  readonly hosts: readonly PlannedHost[];
  /** The domain of its names. */
  readonly domain: string;
  /** What the firewall is called behind which hosts are cut off. */
  readonly cutLabel: string;
}

/** Finds a class in the plan; undefined where the stack has no such class on Linode. Pure. */
export function plannedClass(config: StackConfig, dataClass: string): PlannedClass | undefined {
  const { organisation } = config;
  const enclave = planTopology(config).plan.enclaves.find((one) => one.dataClass.id === dataClass);
  if (enclave === undefined) return undefined;
  const hosts = enclave.sites.flatMap((site) =>
    nodesOfSite(site).map(({ name, label, role, overlayAddress }): PlannedHost => {
      const isGateway = name === site.gateway.name;
      return {
        ...{ name, label, role, region: site.region },
        address: isGateway ? gatewayAddress(organisation.domain, overlayAddress) : overlayAddress,
        through: isGateway ? null : site.gateway.name,
      };
    }),
  );
  return {
    ...{ dataClass, hosts, domain: enclave.zone.domain },
    cutLabel: labeller(organisation.labelPrefix)("firewall", `${dataClass}-cut`),
  };
}
