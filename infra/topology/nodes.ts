import type { Role } from "../../catalogue/roles";
import { hostAt, type Network } from "./addresses";
import { labelFor } from "./naming";
import type { NodePlan } from "./plan";

/**
 * The place of each role in a site's /24. Sixteen places a role; the first two and the last two addresses of a VPC's subnet are
 * Linode's.
 */
const firstHost: Readonly<Partial<Record<Role, number>>> = { gateway: 16, data: 32, edge: 48, service: 64 };

/** What a node is planned from. */
export interface NodeInput {
  readonly site: string;
  readonly role: "gateway" | "data" | "edge" | "service";
  /** From 1; a gateway has none. */
  readonly index?: number;
  readonly type: string;
  readonly vpc: Network;
  readonly overlay: Network;
  readonly volumeGiB?: number;
  readonly label: (kind: "instance" | "volume" | "backend", name: string) => string;
}

const publicAddress = { gateway: "reserved", data: "none", edge: "assigned", service: "none" } as const;

/** Plans one server. */
export function planNode(input: NodeInput): NodePlan {
  const name = [input.site, input.role, input.index].filter((part) => part !== undefined).join("-");
  const host = (firstHost[input.role] ?? 0) + (input.index ?? 0);
  return {
    name,
    label: input.label("instance", name),
    role: input.role,
    type: input.type,
    vpcAddress: hostAt(input.vpc, host),
    overlayAddress: hostAt(input.overlay, host),
    publicAddress: publicAddress[input.role],
    ...(input.role === "edge" ? { backendLabel: input.label("backend", name) } : {}),
    ...(input.volumeGiB === undefined
      ? {}
      : { volume: { label: input.label("volume", name), sizeGiB: input.volumeGiB } }),
  };
}

/** Puts the stack's prefix before a name and fits it into the kind's limit. */
export const labeller =
  (prefix: string | undefined) =>
  (kind: Parameters<typeof labelFor>[0], name: string): string =>
    labelFor(kind, prefix === undefined ? name : `${prefix}-${name}`);
