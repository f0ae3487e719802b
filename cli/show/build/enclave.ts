import { regions as catalogueRegions } from "../../../catalogue/regions";
import { holds } from "../names";
import type { Account } from "../read/collect";
import type { ActiveRegion, CostItem, EnclaveView, RegionView, ZoneView } from "../view";
import { type Attribution, bucketId, bucketRegion } from "./attribution";
import { add, type Lookup, priceOf, sum } from "./costs";
import {
  balancerView,
  bucketView,
  firewallView,
  networkView,
  nodeView,
  placementGroupView,
  volumeView,
} from "./parts";

/** An enclave without its flows: those need all enclaves. */
export type EnclaveDraft = Omit<EnclaveView, "flows">;

/** Everything of one class, by region in the given order. */
export function enclaveDraft(
  account: Account,
  { classOf }: Attribution,
  dataClass: string | null,
  order: readonly string[],
  activeRegions: Readonly<Record<string, string>>,
): EnclaveDraft {
  const own = ownPart(account, (id) => classOf.get(id) === dataClass);
  const zones = zonesOf(own);
  const active = activeRegion(zones, dataClass === null ? undefined : activeRegions[dataClass]);
  const { instances, volumes, balancers, placementGroups, vpcs, addresses } = own;
  const located = [...instances, ...volumes, ...balancers, ...placementGroups, ...vpcs, ...addresses];
  const present = new Set([...located.map(({ region }) => region), ...own.buckets.map(bucketRegion)]);
  const regions = order
    .filter((region) => present.has(region))
    .map((region) => regionView(account, own, dataClass, region, active));
  return {
    dataClass,
    holds: holds(dataClass),
    active,
    zones,
    regions,
    firewalls: own.firewalls.map(firewallView),
    cost: add(regions.map(({ cost }) => cost)),
  };
}

type Own = Omit<Account, "prices" | "gaps">;

const ownPart = (account: Account, mine: (id: string) => boolean): Own => ({
  instances: account.instances.filter(({ id }) => mine(`node/${id}`)),
  volumes: account.volumes.filter(({ id }) => mine(`volume/${id}`)),
  vpcs: account.vpcs.filter(({ id }) => mine(`vpc/${id}`)),
  firewalls: account.firewalls.filter(({ id }) => mine(`firewall/${id}`)),
  balancers: account.balancers.filter(({ id }) => mine(`balancer/${id}`)),
  placementGroups: account.placementGroups.filter(({ id }) => mine(`placement/${id}`)),
  domains: account.domains.filter(({ id }) => mine(`zone/${id}`)),
  buckets: account.buckets.filter((bucket) => mine(bucketId(bucket))),
  addresses: account.addresses.filter(
    ({ address, reserved }) => reserved === true && mine(`address/${address}`),
  ),
});

const addressTypes: readonly string[] = ["A", "AAAA", "CNAME"];

/** The region that a record's name says in one of its labels. */
const regionIn = (name: string): string | null =>
  name.split(".").find((label) => catalogueRegions.some(({ id }) => id === label)) ?? null;

function zonesOf(own: Own): ZoneView[] {
  const regionAt = (target: string): string | null => {
    const host = target.replace(/\.$/, "");
    const at =
      own.balancers.find(({ ipv4, ipv6, hostname }) =>
        [ipv4, ipv6?.replace(/\/\d+$/, ""), hostname].includes(host),
      ) ??
      own.instances.find(({ ipv4 }) => ipv4.includes(host)) ??
      own.addresses.find(({ address }) => address === host);
    return at?.region ?? null;
  };
  return own.domains.map(({ id, domain, records }) => ({
    id: `zone/${id}`,
    domain,
    records: records
      .filter(({ type }) => addressTypes.includes(type))
      .map(({ name, type, target, ttl_sec: ttl }) => ({
        name,
        type,
        target,
        ttl,
        region: regionAt(target),
        namedRegion: regionIn(name),
      })),
  }));
}

/** DNS decides where it is clear; the caller's word counts where it says nothing. */
function activeRegion(zones: readonly ZoneView[], told: string | undefined): ActiveRegion | null {
  const records = zones.flatMap((zone) => zone.records).filter(({ namedRegion }) => namedRegion === null);
  const named = new Set(records.flatMap(({ region }) => (region === null ? [] : [region])));
  const [only] = named;
  if (named.size === 1 && only !== undefined) return { region: only, source: "dns" };
  return told === undefined ? null : { region: told, source: "stack" };
}

function regionView(
  account: Account,
  own: Own,
  dataClass: string | null,
  region: string,
  active: ActiveRegion | null,
): RegionView {
  const here = <T extends { readonly region: string }>(items: readonly T[]) =>
    items.filter((item) => item.region === region);
  const context = {
    dataClass,
    volumes: own.volumes,
    firewalls: account.firewalls,
    placementGroups: account.placementGroups,
    types: account.prices.get("/linode/types") ?? [],
  };
  const nodes = here(own.instances).map((instance) => nodeView(instance, context));
  const attached = new Set(nodes.flatMap(({ volumes }) => volumes.map(({ id }) => id)));
  const volumes = here(own.volumes).map(volumeView);
  const costs = costsOf(account, own, region);
  return {
    region,
    label: catalogueRegions.find(({ id }) => id === region)?.label ?? null,
    active: active === null ? null : active.region === region,
    networks: here(own.vpcs).map(networkView),
    nodes: nodes.sort(byName),
    balancers: here(own.balancers)
      .map((balancer) => balancerView(balancer, dataClass, account))
      .sort(byName),
    buckets: own.buckets
      .filter((bucket) => bucketRegion(bucket) === region)
      .map((bucket) => bucketView(bucket, dataClass))
      .sort(byName),
    placementGroups: here(own.placementGroups).map(placementGroupView).sort(byName),
    looseVolumes: volumes.filter(({ id }) => !attached.has(id)).sort(byName),
    reservedAddresses: here(own.addresses).map(({ address, linode_id }) => ({
      address,
      node: linode_id === null ? null : `node/${linode_id}`,
    })),
    costs,
    cost: sum(costs),
  };
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name.localeCompare(b.name, "en", { numeric: true });

function costsOf({ prices }: Account, own: Own, region: string): CostItem[] {
  const item = (
    kind: CostItem["kind"],
    of: string,
    name: string,
    lookup: Omit<Lookup, "region">,
  ): CostItem => ({
    item: name,
    kind,
    of,
    ...priceOf(prices, { ...lookup, region }),
  });
  const here = ({ region: where }: { readonly region: string }) => where === region;
  const types = "/linode/types";
  return [
    ...own.instances.filter(here).flatMap(({ id, label, type, backups }) => [
      item("instance", `node/${id}`, label, { path: types, entry: type }),
      ...(backups?.enabled
        ? [
            item("backups", `node/${id}`, `${label}, Linode backups`, {
              path: types,
              entry: type,
              part: "backups",
            }),
          ]
        : []),
    ]),
    ...own.volumes.filter(here).map(({ id, label, size }) =>
      item("volume", `volume/${id}`, label, {
        path: "/volumes/types",
        entry: "volume",
        units: size,
        unit: "GB",
      }),
    ),
    ...own.balancers.filter(here).map(({ id, label, type }) =>
      item("balancer", `balancer/${id}`, label, {
        path: "/nodebalancers/types",
        entry: balancerType(type),
      }),
    ),
    ...own.addresses.filter(here).map(({ address }) =>
      item("address", `address/${address}`, `reserved address ${address}`, {
        path: "/networking/reserved/ips/types",
        entry: prices.get("/networking/reserved/ips/types")?.[0]?.id ?? null,
      }),
    ),
  ];
}

/** The price list's entry for a NodeBalancer's type; the two lists don't share their names. */
const balancerType = (type: string | undefined): string =>
  type?.startsWith("premium") ? "nodebalancer-pr100" : "nodebalancer";
