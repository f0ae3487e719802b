import type { Account } from "../read/collect";
import { type Attribution, bucketRegion } from "./attribution";

/** All regions in one order for all enclaves: as the address plan numbers them, so that a failover moves nothing. */
export function regionOrder(account: Account, { classOf }: Attribution): string[] {
  const asNumber = (cidr: string) =>
    cidr
      .split("/")[0]
      ?.split(".")
      .reduce((total, octet) => total * 256 + Number(octet), 0) ?? 0;
  const byClass = [...new Set(account.vpcs.map(({ id }) => classOf.get(`vpc/${id}`) ?? null))].sort();
  const planned = byClass.flatMap((dataClass) =>
    account.vpcs
      .filter(({ id }) => classOf.get(`vpc/${id}`) === dataClass)
      .map(({ region, subnets }) => ({
        region,
        first: Math.min(...(subnets ?? []).map(({ ipv4 }) => asNumber(ipv4 ?? ""))),
      }))
      .sort((a, b) => a.first - b.first)
      .map(({ region }) => region),
  );
  const others = [
    ...[...account.instances, ...account.volumes, ...account.balancers, ...account.placementGroups].map(
      ({ region }) => region,
    ),
    ...account.buckets.map(bucketRegion),
    ...account.addresses.filter(({ reserved }) => reserved).map(({ region }) => region),
  ].sort();
  return [...new Set([...planned, ...others])];
}
