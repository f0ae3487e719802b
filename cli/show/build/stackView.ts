import type { Account } from "../read/collect";
import { pricePaths } from "../read/collect";
import type { ApiView, CostItem, EnclaveView, PriceList, StackView, Warning } from "../view";
import { type Attribution, attribute, bucketRegion } from "./attribution";
import { add, objectStorageCosts, sum } from "./costs";
import { enclaveDraft } from "./enclave";
import { Admission, type Bare, flowsOf } from "./flows";
import { regionOrder } from "./order";
import { byGravity, enclaveWarnings } from "./warnings";

/** What the account itself doesn't tell. */
export interface Setting {
  readonly stack: string | null;
  readonly api: ApiView;
  readonly readAt: string;
  /** The active region by class, from the stack's outputs; DNS goes before it. */
  readonly activeRegions: Readonly<Record<string, string>>;
  /** When the price lists were recorded, by path; empty for Linode's own API. */
  readonly recorded: Readonly<Record<string, string>>;
}

/** Builds the view of a stack. Pure: the same account and setting give the same view. */
export function buildView(account: Account, setting: Setting): StackView {
  const attribution = attribute(account);
  const order = regionOrder(account, attribution);
  const owners = [...attribution.classes, ...(hasUnattributed(attribution) ? [null] : [])];
  const drafts = owners.map((dataClass) =>
    enclaveDraft(account, attribution, dataClass, order, setting.activeRegions),
  );
  const admission = new Admission(account.firewalls);
  const bare = drafts.map((one): Bare => ({ ...one, activeRegion: one.active?.region ?? null }));
  const enclaves = drafts.map((one, index): EnclaveView => {
    const self = bare[index];
    return { ...one, flows: self === undefined ? [] : flowsOf(self, bare, admission) };
  });
  const buckets = account.buckets.map((bucket) => ({ size: bucket.size, region: bucketRegion(bucket) }));
  const accountCosts = objectStorageCosts(account.prices, buckets);
  const accountSum = sum(accountCosts);
  return {
    stack: setting.stack,
    api: setting.api,
    readAt: setting.readAt,
    enclaves,
    accountCosts,
    cost: {
      total: add([accountSum, ...enclaves.map(({ cost }) => cost)]),
      account: accountSum,
      byClass: enclaves.map(({ dataClass, cost }) => ({ name: dataClass ?? "unattributed", cost })),
      byRegion: order.map((region) => ({ name: region, cost: add(costsIn(enclaves, region)) })),
    },
    priceLists: priceLists(account, setting),
    warnings: byGravity([
      ...account.gaps.map((message) => gapWarning(message)),
      ...tornWarnings(attribution),
      ...enclaves.flatMap((enclave) => enclaveWarnings(enclave, enclaves)),
      ...unpriced([
        ...enclaves.flatMap(({ regions }) => regions.flatMap(({ costs }) => costs)),
        ...accountCosts,
      ]),
    ]),
  };
}

const gapWarning = (message: string): Warning => ({
  severity: "attention",
  code: "not-read",
  of: null,
  message,
});

const tornWarnings = ({ torn }: Attribution): Warning[] =>
  [...torn].map(([id, classes]) => ({
    severity: "critical",
    code: "several-classes",
    of: id,
    message: `${id} carries the tags of ${classes.join(" and ")}: a resource belongs to one data class.`,
  }));

function unpriced(items: readonly CostItem[]): Warning[] {
  const missing = items.filter(({ monthly }) => monthly === null);
  if (missing.length === 0) return [];
  const kinds = [...new Set(missing.map(({ kind }) => kind))].join(", ");
  const message = `${missing.length} ${missing.length === 1 ? "item has" : "items have"} no price in this API (${kinds}), so the totals are lower than the bill.`;
  return [{ severity: "note", code: "no-price", of: null, message }];
}

function costsIn(enclaves: readonly EnclaveView[], region: string) {
  return enclaves.flatMap(({ regions }) =>
    regions.filter((one) => one.region === region).map(({ cost }) => cost),
  );
}

const priceLists = ({ prices }: Account, { recorded }: Setting): PriceList[] =>
  pricePaths.map((path) => ({ path, recorded: recorded[path] ?? null, published: prices.has(path) }));

/** Whether anything is left over that no enclave shows. */
const hasUnattributed = ({ classOf }: Attribution): boolean => [...classOf.values()].includes(null);
