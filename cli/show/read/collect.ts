import { type ApiReader, ReadError } from "./api";
import type * as linode from "./linode";

/** Everything that was read, as the API gave it, parts beside their owners. */
export interface Account {
  readonly instances: readonly InstanceWithInterfaces[];
  readonly volumes: readonly linode.Volume[];
  readonly vpcs: readonly linode.Vpc[];
  readonly firewalls: readonly (linode.Firewall & {
    readonly rules: linode.FirewallRules;
    readonly entities: readonly linode.FirewallEntity[];
  })[];
  readonly balancers: readonly BalancerWithConfigs[];
  readonly placementGroups: readonly linode.PlacementGroup[];
  readonly domains: readonly (linode.Domain & { readonly records: readonly linode.DomainRecord[] })[];
  readonly buckets: readonly linode.Bucket[];
  readonly addresses: readonly linode.Address[];
  /** By path; a list that the API doesn't have is absent. */
  readonly prices: ReadonlyMap<string, readonly linode.PriceEntry[]>;
  /** What could not be read, in one sentence each. */
  readonly gaps: readonly string[];
}

/** An instance with the interfaces of its first configuration profile, or of the newer kind. */
export interface InstanceWithInterfaces extends linode.Instance {
  readonly interfaces: readonly (linode.ConfigInterface | linode.LinodeInterface)[];
}

/** A NodeBalancer with its ports and the nodes behind them. */
export interface BalancerWithConfigs extends linode.NodeBalancer {
  readonly configs: readonly (linode.NodeBalancerConfig & {
    readonly nodes: readonly linode.NodeBalancerNode[];
  })[];
}

/** The API's price lists. */
export const pricePaths = [
  "/linode/types",
  "/volumes/types",
  "/nodebalancers/types",
  "/object-storage/types",
  "/networking/reserved/ips/types",
] as const;

/** Refusals that leave a gap in the view rather than no view at all: no scope for it, no such service on this account. */
const gapStatuses: readonly number[] = [400, 403, 404];

/**
 * Reads the account. What the token may not read, or the API does not have, is left out and named in `gaps`.
 * @throws ReadError where the API can't be reached, refuses the token, or stays busy.
 */
export async function collect(api: ApiReader): Promise<Account> {
  const gaps: string[] = [];
  const gap =
    <T>(fallback: T) =>
    (error: unknown): T => {
      if (!(error instanceof ReadError) || !gapStatuses.includes(error.status)) throw error;
      gaps.push(error.message);
      return fallback;
    };
  const list = <T>(path: string): Promise<T[]> => api.list<T>(path).catch(gap<T[]>([]));

  const prices = new Map<string, readonly linode.PriceEntry[]>();
  const readPrices = pricePaths.map(async (path) => {
    const entries = await api.list<linode.PriceEntry>(path).catch((error: unknown) => {
      // A missing price list is no gap: the cost says "no price published by this API" wherever it matters.
      if (!(error instanceof ReadError) || !gapStatuses.includes(error.status)) throw error;
    });
    if (entries !== undefined && entries.length > 0) prices.set(path, entries);
  });
  const [instances, volumes, vpcs, firewalls, balancers, placementGroups, domains, buckets, addresses] =
    await Promise.all([
      // Without this list there is nothing to show, so that its failure is no gap.
      api
        .list<linode.Instance>("/linode/instances")
        .then((all) => each(all, (one) => withInterfaces(api, list, one))),
      list<linode.Volume>("/volumes"),
      list<linode.Vpc>("/vpcs").then((all) => each(all, (one) => withSubnets(list, one))),
      list<linode.Firewall>("/networking/firewalls").then((all) =>
        each(all, (one) => withRules(api, list, one)),
      ),
      list<linode.NodeBalancer>("/nodebalancers").then((all) => each(all, (one) => withConfigs(list, one))),
      list<linode.PlacementGroup>("/placement/groups"),
      list<linode.Domain>("/domains").then((all) =>
        each(all, async (one) => ({
          ...one,
          records: await list<linode.DomainRecord>(`/domains/${one.id}/records`),
        })),
      ),
      list<linode.Bucket>("/object-storage/buckets"),
      list<linode.Address>("/networking/ips"),
      ...readPrices,
    ]);
  return {
    instances,
    volumes,
    vpcs,
    firewalls,
    balancers,
    placementGroups,
    domains,
    buckets,
    addresses,
    prices,
    gaps: gaps.sort(),
  };
}

type List = <T>(path: string) => Promise<T[]>;

const each = <T, R>(items: readonly T[], convert: (item: T) => Promise<R>): Promise<R[]> =>
  Promise.all(items.map(convert));

async function withInterfaces(
  api: ApiReader,
  list: List,
  instance: linode.Instance,
): Promise<InstanceWithInterfaces> {
  const path = `/linode/instances/${instance.id}`;
  if (instance.interface_generation === "linode") {
    const answer = (await api.get(`${path}/interfaces`)) as { interfaces?: linode.LinodeInterface[] };
    return { ...instance, interfaces: answer.interfaces ?? [] };
  }
  const [first] = await list<linode.Config>(`${path}/configs`);
  return { ...instance, interfaces: first?.interfaces ?? [] };
}

async function withSubnets(list: List, vpc: linode.Vpc): Promise<linode.Vpc> {
  return vpc.subnets === undefined ? { ...vpc, subnets: await list(`/vpcs/${vpc.id}/subnets`) } : vpc;
}

async function withRules(
  api: ApiReader,
  list: List,
  firewall: linode.Firewall,
): Promise<Account["firewalls"][number]> {
  const path = `/networking/firewalls/${firewall.id}`;
  const rules = firewall.rules ?? ((await api.get(`${path}/rules`)) as linode.FirewallRules);
  const entities =
    firewall.entities ??
    (await list<{ entity: linode.FirewallEntity }>(`${path}/devices`)).map(({ entity }) => entity);
  return { ...firewall, rules, entities };
}

async function withConfigs(list: List, balancer: linode.NodeBalancer): Promise<BalancerWithConfigs> {
  const path = `/nodebalancers/${balancer.id}/configs`;
  const configs = await each(await list<linode.NodeBalancerConfig>(path), async (config) => ({
    ...config,
    nodes: await list<linode.NodeBalancerNode>(`${path}/${config.id}/nodes`),
  }));
  return { ...balancer, configs };
}
