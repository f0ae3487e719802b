import prices from "../../local-cloud/data/prices.json";
import instanceTypes from "../../local-cloud/data/types.json";
import { type Lookup, type Prices, priceOf } from "../show/build/costs";
import { byClass } from "./belonging";
import type { ReportedCost, ReportedResource } from "./schema";

/** Linode's published prices as recorded for the local cloud: a preview asks no account. */
const recorded: Prices = new Map([
  ["/linode/types", instanceTypes.data],
  ["/volumes/types", prices.volumes],
  ["/nodebalancers/types", prices.nodebalancers],
  ["/object-storage/types", prices.objectStorage],
  ["/networking/reserved/ips/types", prices.reservedIps],
]);

type Inputs = ReportedResource["inputs"];

/** What is looked up for a resource, in its region; nothing for what costs nothing. */
const lookups: Readonly<Record<string, (inputs: Inputs) => readonly Omit<Lookup, "region">[]>> = {
  "linode:index/instance:Instance": ({ type, backupsEnabled }) => [
    { path: "/linode/types", entry: text(type) },
    ...(backupsEnabled === true
      ? [{ path: "/linode/types", entry: text(type), part: "backups" as const }]
      : []),
  ],
  "linode:index/volume:Volume": ({ size }) => [
    // Without a size the provider asks for the API's least, 20 GB.
    { path: "/volumes/types", entry: "volume", units: typeof size === "number" ? size : 20, unit: "GB" },
  ],
  "linode:index/nodeBalancer:NodeBalancer": () => [{ path: "/nodebalancers/types", entry: "nodebalancer" }],
  "linode:index/networkingIp:NetworkingIp": ({ reserved: held }) =>
    held === true ? [{ path: "/networking/reserved/ips/types", entry: "reserved-ipv4" }] : [],
};

const buckets = ["bastide:index:LockedBucket", "linode:index/objectStorageBucket:ObjectStorageBucket"];

/** What the resources would cost a month. Traffic, and what is stored in buckets beyond what the base price includes, are not in it. */
export function costOf(resources: readonly ReportedResource[]): ReportedCost {
  const sums = new Map<string | null, number>();
  let unpriced = 0;
  const add = (dataClass: string | null, lookup: Lookup): void => {
    const { monthly } = priceOf(recorded, lookup);
    unpriced += monthly === null ? 1 : 0;
    sums.set(dataClass, (sums.get(dataClass) ?? 0) + Math.round((monthly ?? 0) * 100));
  };
  for (const { type, inputs, dataClass, region } of resources) {
    for (const lookup of lookups[type]?.(inputs) ?? []) {
      add(dataClass, { ...lookup, region: region ?? "" });
    }
  }
  const bucket = resources.find(({ type }) => buckets.includes(type));
  if (bucket !== undefined) {
    add(null, { path: "/object-storage/types", entry: "objectstorage", region: bucket.region ?? "" });
  }
  const byClasses = [...sums]
    .map(([dataClass, cents]) => ({ dataClass, monthly: cents / 100 }))
    .sort((a, b) => byClass(a.dataClass, b.dataClass));
  return {
    monthly: [...sums.values()].reduce((total, cents) => total + cents, 0) / 100,
    unpriced,
    recorded: `${instanceTypes.recorded} (servers), ${prices.recorded} (all else)`,
    byClass: byClasses,
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
