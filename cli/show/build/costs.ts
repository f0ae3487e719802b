import type { PriceEntry } from "../read/linode";
import type { CostItem, CostSum } from "../view";

/** Price lists by path. */
export type Prices = ReadonlyMap<string, readonly PriceEntry[]>;

/** What an item's source says where the API has no price for it. */
export const noPrice = "no price published by this API";

/** Hours that Linode's published monthly prices stand for, used where only an hourly price is published. */
const hoursAMonth = 730;

const cents = (dollars: number): number => Math.round(dollars * 100);

/** Adds prices exactly, in cents, and counts the items that have none. */
export function sum(items: readonly Pick<CostItem, "monthly">[]): CostSum {
  const priced = items.flatMap(({ monthly }) => (monthly === null ? [] : [cents(monthly)]));
  return {
    monthly: priced.reduce((total, part) => total + part, 0) / 100,
    unpriced: items.length - priced.length,
  };
}

/** Adds sums. */
export function add(sums: readonly CostSum[]): CostSum {
  return {
    monthly: sums.reduce((total, { monthly }) => total + cents(monthly), 0) / 100,
    unpriced: sums.reduce((total, { unpriced }) => total + unpriced, 0),
  };
}

interface Priced {
  readonly price: { readonly hourly: number | null; readonly monthly: number | null };
  readonly region_prices?: readonly {
    readonly id: string;
    readonly hourly: number | null;
    readonly monthly: number | null;
  }[];
}

/** What to look up: an entry of a list, in a region, so many times. */
export interface Lookup {
  readonly path: string;
  readonly entry: string | null;
  readonly region: string;
  /** @default 1 */
  readonly units?: number;
  /** What one unit is, for the source: `GB`. */
  readonly unit?: string;
  /** The price inside the entry; by default the entry's own. */
  readonly part?: "backups";
}

/** The monthly price and where it was found. */
export function priceOf(prices: Prices, lookup: Lookup): Pick<CostItem, "monthly" | "source"> {
  const entry = prices.get(lookup.path)?.find(({ id }) => id === lookup.entry);
  const priced: Priced | undefined = lookup.part === "backups" ? entry?.addons?.backups : entry;
  if (priced === undefined) return { monthly: null, source: noPrice };
  const regional = priced.region_prices?.find(({ id }) => id === lookup.region);
  const { hourly, monthly } = regional ?? priced.price;
  const each = monthly ?? (hourly === null ? null : hourly * hoursAMonth);
  if (each === null) return { monthly: null, source: noPrice };
  const parts = [
    `${lookup.path} ${lookup.entry}${lookup.part === undefined ? "" : ` ${lookup.part}`}`,
    ...(regional === undefined ? [] : [`price of ${lookup.region}`]),
    ...(monthly === null ? [`hourly price for ${hoursAMonth} hours`] : []),
    ...(lookup.units === undefined ? [] : [`${lookup.units} ${lookup.unit ?? ""} at $${each}`]),
  ];
  return { monthly: cents(each * (lookup.units ?? 1)) / 100, source: parts.join(", ") };
}

/** What Object Storage's base price includes, in GB, over the whole account. Linode publishes it in its pricing page only. */
const includedStorage = 250;

/** Object Storage: one flat price for the account as soon as it has a bucket, and a price for each GB over what it includes. */
export function objectStorageCosts(
  prices: Prices,
  buckets: readonly { readonly size: number; readonly region: string }[],
): CostItem[] {
  const path = "/object-storage/types";
  const [first] = buckets;
  if (first === undefined) return [];
  const base: CostItem = {
    item: `Object Storage, base price of the account (${includedStorage} GB included)`,
    kind: "object-storage",
    of: null,
    ...priceOf(prices, { path, entry: "objectstorage", region: first.region }),
  };
  const gigabytes = buckets.reduce((total, { size }) => total + size, 0) / 1e9;
  const over = Math.ceil(gigabytes - includedStorage);
  if (over <= 0) return [base];
  return [
    base,
    { item: "Object Storage beyond that", kind: "object-storage", of: null, ...overage(prices, over) },
  ];
}

function overage(prices: Prices, gigabytes: number): Pick<CostItem, "monthly" | "source"> {
  const path = "/object-storage/types";
  const entry = prices.get(path)?.find(({ id }) => id === "objectstorage-overage");
  // The list gives the price of one GB and month as `hourly`, with no `monthly` (linode/manager, packages/manager/src/factories/types.ts).
  const each = entry?.price.monthly ?? entry?.price.hourly ?? null;
  if (each === null) return { monthly: null, source: noPrice };
  return {
    monthly: cents(each * gigabytes) / 100,
    source: `${path} objectstorage-overage, ${gigabytes} GB at $${each}`,
  };
}
