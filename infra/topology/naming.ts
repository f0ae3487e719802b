import { createHash } from "node:crypto";

/**
 * The longest label that Linode takes for each kind of resource (`linode/openapi`; the instance's 50 is the provider's own
 * limit, the API takes 64).
 */
export const labelLimits = {
  instance: 50,
  volume: 32,
  firewall: 32,
  nodeBalancer: 32,
  /** A load balancer's node. */
  backend: 32,
  vpc: 64,
  subnet: 64,
  placementGroup: 64,
  stackScript: 128,
  objectStorageKey: 50,
  bucket: 63,
  firewallRule: 32,
} as const;

/** A kind of resource that has a label. */
export type Labelled = keyof typeof labelLimits;

/**
 * Fits a name into Linode's limit: as it is where it fits, else cut and ended with six characters of its SHA-256, so that two
 * long names that begin alike stay apart and the same name always gives the same label.
 */
export function labelFor(kind: Labelled, name: string): string {
  const limit = labelLimits[kind];
  if (name.length <= limit) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return `${name.slice(0, limit - digest.length - 1).replace(/-+$/, "")}-${digest}`;
}
