/** An account of any size, made by hand as the API would give it; `prodAccount()` has the shape of the plan in production. */
import { dataClasses } from "../../catalogue/dataClasses";
import type { Account, BalancerWithConfigs, InstanceWithInterfaces } from "../../cli/show/read/collect";
import type { Bucket, PriceEntry } from "../../cli/show/read/linode";

export interface AccountPlan {
  readonly classes: readonly string[];
  readonly regions: readonly string[];
  /** Data nodes in each region. */
  readonly dataNodes: number;
  /** Edge nodes in each region of a published class. */
  readonly edges: number;
  readonly published: readonly string[];
  /** The region that DNS points at. */
  readonly active: string | null;
  readonly withObjects: readonly string[];
}

export const prodPlan: AccountPlan = {
  classes: dataClasses.map(({ id }) => id),
  regions: ["fr-par", "de-fra-2"],
  dataNodes: 2,
  edges: 1,
  published: ["account", "preferences", "sessions"],
  active: "fr-par",
  withObjects: ["sessions"],
};

const entry = (
  id: string,
  label: string,
  monthly: number | null,
  hourly: number | null = null,
): PriceEntry => ({
  id,
  label,
  price: { hourly, monthly },
  region_prices: [{ id: "id-cgk", hourly: null, monthly: monthly === null ? null : monthly * 1.2 }],
});

export const prices = new Map<string, readonly PriceEntry[]>([
  [
    "/linode/types",
    [
      {
        ...entry("g6-standard-1", "Linode 2GB", 12),
        addons: { backups: { price: { hourly: null, monthly: 2.5 } } },
      },
      entry("g6-standard-2", "Linode 4GB", 24),
      entry("g6-dedicated-4", "Dedicated 8GB", 72),
      entry("g6-dedicated-8", "Dedicated 16GB", 144),
    ],
  ],
  ["/volumes/types", [entry("volume", "Storage Volume", 0.1)]],
  ["/nodebalancers/types", [entry("nodebalancer", "NodeBalancer", 10)]],
  [
    "/object-storage/types",
    [
      entry("objectstorage", "Object Storage", 5),
      entry("objectstorage-overage", "Object Storage Overage", null, 0.02),
    ],
  ],
  ["/networking/reserved/ips/types", [entry("ipv4", "Reserved IPv4", null, 0.0068)]],
]);

const drop = { inbound_policy: "DROP", outbound_policy: "DROP" };
const accept = (protocol: string, ports: string, ipv4: readonly string[]) => ({
  action: "ACCEPT",
  protocol,
  ports,
  addresses: { ipv4 },
});

/** A whole account after the plan. Deterministic: ids count up. */
export function accountOf(plan: AccountPlan): Account {
  let last = 100;
  const id = () => ++last;
  const gatewayAddress = (c: number, r: number) => `203.0.${112 + r}.${10 + c}`;
  const instances: InstanceWithInterfaces[] = [];
  const volumes: Account["volumes"][number][] = [];
  const vpcs: Account["vpcs"][number][] = [];
  const firewalls: Account["firewalls"][number][] = [];
  const balancers: BalancerWithConfigs[] = [];
  const placementGroups: Account["placementGroups"][number][] = [];
  const domains: Account["domains"][number][] = [];
  const buckets: Bucket[] = [];
  const addresses: Account["addresses"][number][] = [];

  const eventsAt = plan.classes.indexOf("events");
  plan.classes.forEach((dataClass, c) => {
    const tags = (role: string) => [`data-class:${dataClass}`, `role:${role}`, "managed-by:bastide"];
    plan.regions.forEach((region, r) => {
      const name = (part: string) => `${dataClass}-${region}-${part}`;
      const net = `10.${65 + c}.${r + 1}`;
      const vpc = id();
      vpcs.push({
        id: vpc,
        label: `${dataClass}-${region}`,
        description: `Network of the enclave. data-class:${dataClass}`,
        region,
        subnets: [{ label: `${dataClass}-${region}`, ipv4: `${net}.0/24` }],
      });
      const node = (
        part: string,
        role: string,
        type: string,
        extra: { vpc: string; public?: string; shared?: string },
      ) => {
        const number = id();
        instances.push({
          id: number,
          label: name(part),
          status: "running",
          type,
          region,
          tags: tags(role),
          ipv4: [extra.public ?? `198.51.100.${number % 250}`, ...(extra.shared ? [extra.shared] : [])],
          disk_encryption: "enabled",
          backups: { enabled: false },
          interface_generation: "legacy_config",
          interfaces: [
            ...(extra.public ? [{ purpose: "public" }] : []),
            { purpose: "vpc", vpc_id: vpc, ipv4: { vpc: extra.vpc, nat_1_1: null } },
          ],
        });
        return number;
      };
      const firewall = (
        part: string,
        role: string,
        type: string,
        covered: number[],
        inbound: ReturnType<typeof accept>[],
      ) =>
        firewalls.push({
          id: id(),
          label: name(part),
          status: "enabled",
          tags: tags(role),
          rules: { ...drop, inbound, outbound: [accept("UDP", "51820", ["0.0.0.0/0"])] },
          entities: covered.map((one) => ({ id: one, type })),
        });

      const gateway = node("gateway", "gateway", "g6-standard-2", {
        vpc: `${net}.2`,
        public: gatewayAddress(c, r),
      });
      addresses.push({
        address: gatewayAddress(c, r),
        region,
        linode_id: gateway,
        reserved: true,
        tags: tags("gateway"),
      });
      const peers = plan.regions.flatMap((_, other) =>
        other === r ? [] : [`${gatewayAddress(c, other)}/32`],
      );
      const senders =
        c === eventsAt
          ? plan.classes.flatMap((_, other) =>
              other === c ? [] : plan.regions.map((__, at) => `${gatewayAddress(other, at)}/32`),
            )
          : [];
      firewall(
        "gateway",
        "gateway",
        "linode",
        [gateway],
        [
          accept("UDP", "51820", [...peers, ...senders]),
          accept("UDP", "51821", ["192.0.2.0/28", "198.18.7.9/32"]),
        ],
      );
      const data = Array.from({ length: plan.dataNodes }, (_, index) => {
        const number = node(`data-${index + 1}`, "data", "g6-dedicated-8", { vpc: `${net}.${11 + index}` });
        volumes.push({
          id: id(),
          label: name(`data-${index + 1}`),
          status: "active",
          size: 200,
          region,
          linode_id: number,
          encryption: "enabled",
          tags: tags("data"),
        });
        return number;
      });
      firewall("data", "data", "linode", data, [accept("TCP", "5432,8008", [`${net}.0/24`])]);
      placementGroups.push({
        id: id(),
        label: name("data-strict"),
        region,
        placement_group_type: "anti_affinity:local",
        placement_group_policy: "strict",
        is_compliant: true,
        members: data.map((linode_id) => ({ linode_id })),
      });
      if (plan.published.includes(dataClass)) {
        const edges = Array.from({ length: plan.edges }, (_, index) => ({
          address: `192.168.${140 + c}.${20 + r * 20 + index}`,
          number: node(`edge-${index + 1}`, "edge", "g6-standard-2", {
            vpc: `${net}.${31 + index}`,
            public: `198.51.${101 + c}.${r * 40 + index + 1}`,
            shared: `192.168.${140 + c}.${20 + r * 20 + index}`,
          }),
        }));
        firewall(
          "edge",
          "edge",
          "linode",
          edges.map(({ number }) => number),
          [accept("TCP", "443", ["192.168.255.0/24"])],
        );
        const balancer = id();
        firewall("balancer", "edge", "nodebalancer", [balancer], [accept("TCP", "443", ["0.0.0.0/0"])]);
        balancers.push({
          id: balancer,
          label: name("edge"),
          region,
          ipv4: `203.0.${120 + r}.${10 + c}`,
          ipv6: `2a01:7e0${r}::${c + 1}/128`,
          hostname: `nb-203-0-${120 + r}-${10 + c}.${region}.nodebalancer.example`,
          type: "common",
          tags: tags("edge"),
          configs: [
            {
              id: id(),
              port: 443,
              protocol: "tcp",
              nodes: edges.map(({ address }, index) => ({
                label: name(`edge-${index + 1}`),
                address: `${address}:443`,
                status: "UP",
              })),
            },
          ],
        });
      }
      for (const kind of ["backup", ...(plan.withObjects.includes(dataClass) ? ["objects"] : [])])
        buckets.push({
          label: `example-${name(kind)}`,
          region,
          endpoint_type: region === "fr-par" ? "E1" : "E3",
          objects: 18_432,
          size: 7_340_032_000,
        });
    });
    const target = balancers.find(
      ({ region, tags: own }) => region === plan.active && own.includes(`data-class:${dataClass}`),
    );
    const ipv6 = (address: string | null | undefined) => address?.replace("/128", "") ?? "";
    const own = balancers.filter(({ tags: mine }) => mine.includes(`data-class:${dataClass}`));
    domains.push({
      id: id(),
      domain: `${dataClass}.example.org`,
      tags: tags("network"),
      records: [
        ...plan.regions.map((region, r) => ({
          name: `gateway.${region}`,
          type: "A",
          target: gatewayAddress(c, r),
          ttl_sec: 30,
        })),
        ...own.map(({ region, ipv4 }) => ({ name: `api.${region}`, type: "A", target: ipv4, ttl_sec: 30 })),
        ...(target
          ? [
              { name: "api", type: "A", target: target.ipv4, ttl_sec: 30 },
              { name: "api", type: "AAAA", target: ipv6(target.ipv6), ttl_sec: 30 },
            ]
          : []),
      ],
    });
  });
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
    gaps: [],
  };
}

export const prodAccount = (): Account => accountOf(prodPlan);

/** What `buildView` wants besides. */
export const setting = {
  stack: "prod",
  api: { url: "http://127.0.0.1:4300", local: true },
  readAt: "2026-11-24T02:00:00.000Z",
  activeRegions: {},
  recorded: { "/linode/types": "2024-07" },
};
