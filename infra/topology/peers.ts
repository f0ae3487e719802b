import type { LogsDescription } from "./logs";
import { nodesOfSite } from "./overlay";
import type { EnclavePlan, NodePlan, SitePlan } from "./plan";

/** Another end of a node's tunnel. Keys are known once they are made, and gateways' addresses once they are reserved. */
export interface PeerPlan {
  /** Of the same class by its node's name, or a gateway of another class. */
  readonly of: { readonly node: string } | { readonly dataClass: string; readonly region: string };
  /** An address in the VPC, or a gateway's reserved one. */
  readonly at: { readonly vpc: string } | { readonly dataClass: string; readonly region: string };
  /** Networks that are behind it. */
  readonly allowed: readonly string[];
}

const alone = (node: NodePlan): string => `${node.overlayAddress}/32`;

/**
 * A node's peers: all nodes of its site; behind its gateway everything of the class in other regions, and for a receiver of logs the other
 * classes' gateways. A gateway has the class's gateways of other regions, and those of other classes for logs alone.
 */
export function planPeers(
  { dataClass, sites }: Pick<EnclavePlan, "dataClass" | "sites">,
  site: SitePlan,
  node: NodePlan,
  logs: Pick<LogsDescription, "tunnels" | "viaGateway">,
): readonly PeerPlan[] {
  const others = sites.filter(({ region }) => region !== site.region);
  const beyond = others.map(({ network }) => network.overlay);
  const isGateway = node.role === "gateway";
  const near = nodesOfSite(site)
    .filter(({ name }) => name !== node.name)
    .map(
      (other): PeerPlan => ({
        of: { node: other.name },
        at: { vpc: other.vpcAddress },
        allowed: [alone(other), ...(other.role === "gateway" ? [...beyond, ...logs.viaGateway] : [])],
      }),
    );
  if (!isGateway) return near;
  const far = others.map(
    (other): PeerPlan => ({
      of: { node: other.gateway.name },
      at: { dataClass: dataClass.id, region: other.region },
      allowed: [other.network.overlay],
    }),
  );
  const foreign = logs.tunnels.map(
    ({ allowed, ...gateway }): PeerPlan => ({
      of: gateway,
      at: gateway,
      allowed,
    }),
  );
  return [...near, ...far, ...foreign];
}
