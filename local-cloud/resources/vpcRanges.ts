import { catalog } from "../catalog";
import { type Cidr, overlaps, parseCidr } from "../core/addresses";
import { ApiError, type ErrorDetail } from "../core/errors";
import { requireRegion } from "./shared";

/** A range as requests and answers give it. */
export interface Range {
  range: string;
}

/** What a VPC spans unless it says otherwise, in the recorded order: private space without 192.168.128.0/17. */
export const defaultRanges: readonly string[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/17"];

const forbidden: readonly Cidr[] = catalog.vpcRanges.forbidden_ipv4_ranges.map(block);

/** Reads a block that is known to be one. */
export function block(text: string): Cidr {
  return parseCidr(text) ?? { first: 0, last: 0, prefix: 32 };
}

/** Whether the outer block holds all of the inner one. */
export function contains(outer: Pick<Cidr, "first" | "last">, inner: Pick<Cidr, "first" | "last">): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Throws unless the region lets customers choose ranges (few do; the refusal is recorded) and these may be chosen. */
export function checkVpcRanges(region: string, given: readonly Range[] | null | undefined): void {
  if (given == null) return;
  const offered = requireRegion(region).capabilities.includes("Custom VPC IPv4 Ranges");
  const errors: ErrorDetail[] = offered
    ? []
    : [{ reason: "Customer defined IPv4 ranges are not supported in this region", field: "ipv4" }];
  const seen: Cidr[] = [];
  for (const [index, { range }] of given.entries()) {
    const field = `ipv4[${index}].range`;
    if (!offered) {
      errors.push({ reason: "You must not use any custom IPv4 range for VPCs.", field });
      continue;
    }
    const reason = rangeError(range, seen);
    if (reason !== undefined) errors.push({ reason, field });
    else seen.push(block(range));
  }
  if (offered && given.length === 0) errors.push({ reason: "Must name at least one range", field: "ipv4" });
  if (errors.length > 0) throw new ApiError(400, errors);
}

function rangeError(text: string, others: readonly Cidr[]): string | undefined {
  const cidr = parseCidr(text);
  if (cidr === undefined) return "Must be an IPv4 network in CIDR format";
  if (isForbidden(cidr)) return "Must not overlap with a forbidden range (see /vpcs/default-ranges)";
  if (others.some((one) => overlaps(one, cidr))) return "Must not overlap with another range of the VPC";
  return undefined;
}

/** Whether a block has a part of the space that no VPC may use. */
export function isForbidden(cidr: Cidr): boolean {
  return forbidden.some((one) => overlaps(one, cidr));
}
