/** What a person should look at. Pure: it reads the finished view, and the little of the account that a view leaves out. */
import { hostOf } from "../names";
import type { EnclaveView, NodeView, RegionView, Warning } from "../view";
import { logClass, pairs, withRole } from "./flows";

const warn = (severity: Warning["severity"], code: string, of: string | null, message: string): Warning => ({
  severity,
  code,
  of,
  message,
});
const order: readonly Warning["severity"][] = ["critical", "attention", "note"];

/** The gravest first; within that in the order found. */
export const byGravity = (warnings: readonly Warning[]): Warning[] =>
  [...warnings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));

/** All warnings of one enclave. */
export function enclaveWarnings(enclave: EnclaveView, all: readonly EnclaveView[]): Warning[] {
  return [
    ...enclave.regions.flatMap((region) => [
      ...region.nodes.flatMap((node) => nodeWarnings(node, enclave, all)),
      ...balancerWarnings(region, enclave),
      ...region.looseVolumes.flatMap((volume) => [
        warn(
          "attention",
          "volume-not-attached",
          volume.id,
          `Volume ${volume.name} is attached to no node of its class and costs money: attach it or delete it.`,
        ),
        ...unencrypted(volume),
      ]),
      ...groupWarnings(region),
    ]),
    ...firewallWarnings(enclave),
    ...dnsWarnings(enclave),
    ...(enclave.dataClass === null ? unattributed(enclave) : pairWarnings(enclave, all)),
  ];
}

const unencrypted = (volume: NodeView["volumes"][number]): Warning[] =>
  volume.encrypted
    ? []
    : [
        warn(
          "critical",
          "volume-not-encrypted",
          volume.id,
          `Volume ${volume.name} is not encrypted: encryption can't be switched on later, so replace the volume.`,
        ),
      ];

function nodeWarnings(node: NodeView, enclave: EnclaveView, all: readonly EnclaveView[]): Warning[] {
  const found: Warning[] = [];
  const { id, name } = node;
  if (node.state !== "running")
    found.push(
      warn(
        "critical",
        "node-not-running",
        id,
        `Node ${name} is ${node.state.replaceAll("_", " ")}: if nobody stopped it on purpose, look at its events and boot it.`,
      ),
    );
  if (!node.diskEncrypted)
    found.push(
      warn(
        "critical",
        "disk-not-encrypted",
        id,
        `The disk of node ${name} is not encrypted: rebuild the node with disk encryption.`,
      ),
    );
  found.push(...node.volumes.flatMap(unencrypted), ...coverWarnings(node, enclave, all));
  if (node.role === "data" && node.addresses.some(({ kind }) => kind === "public"))
    found.push(
      warn(
        "critical",
        "data-node-public",
        id,
        `Data node ${name} has a public address: take its public interface away.`,
      ),
    );
  if (node.role === null && enclave.dataClass !== null)
    found.push(
      warn(
        "attention",
        "role-missing",
        id,
        `Node ${name} has no role: tag, so nobody can tell what it is for.`,
      ),
    );
  return found;
}

/** A firewall of its own class, switched on (NW-2). */
function coverWarnings(
  { id, name, firewall }: Pick<NodeView, "id" | "name" | "firewall">,
  enclave: EnclaveView,
  all: readonly EnclaveView[],
): Warning[] {
  if (firewall === null)
    return [warn("critical", "no-firewall", id, `${name} has no firewall: attach one of its own class.`)];
  if (!firewall.enabled)
    return [
      warn(
        "critical",
        "firewall-off",
        id,
        `Firewall ${firewall.name}, the only one of ${name}, is switched off: enable it.`,
      ),
    ];
  const owner = all.find(({ firewalls }) => firewalls.some((one) => one.id === firewall.id));
  if (owner === undefined || owner.dataClass === enclave.dataClass || enclave.dataClass === null) return [];
  return [
    warn(
      "critical",
      "firewall-of-other-class",
      id,
      `${name} is behind firewall ${firewall.name} of ${owner.dataClass ?? "no class"}: give it one of its own class.`,
    ),
  ];
}

function balancerWarnings(region: RegionView, enclave: EnclaveView): Warning[] {
  return region.balancers.flatMap((balancer) => {
    const backends = balancer.ports.flatMap((port) => port.backends);
    const down = backends.filter(({ status }) => status.toUpperCase() === "DOWN");
    return [
      ...coverWarnings(balancer, enclave, []),
      ...(backends.length === 0
        ? [
            warn(
              "attention",
              "balancer-without-backend",
              balancer.id,
              `Load balancer ${balancer.name} has nothing behind it: it refuses every connection.`,
            ),
          ]
        : []),
      ...down.map(({ name }) =>
        warn(
          "critical",
          "backend-down",
          balancer.id,
          `Load balancer ${balancer.name} finds its backend ${name} down: look at that node.`,
        ),
      ),
    ];
  });
}

function groupWarnings(region: RegionView): Warning[] {
  return region.placementGroups
    .filter(({ compliant }) => !compliant)
    .map(({ id, name }) =>
      warn(
        "attention",
        "placement-not-kept",
        id,
        `Placement group ${name} is not compliant: its nodes may share a host until Linode moves one.`,
      ),
    );
}

function firewallWarnings(enclave: EnclaveView): Warning[] {
  return enclave.firewalls.flatMap(({ id, name, inboundPolicy, outboundPolicy }) => {
    const open = [
      ...(inboundPolicy === "DROP" ? [] : ["inbound"]),
      ...(outboundPolicy === "DROP" ? [] : ["outbound"]),
    ];
    if (open.length === 0) return [];
    return [
      warn(
        "critical",
        "firewall-accepts",
        id,
        `Firewall ${name} accepts ${open.join(" and ")} traffic by default: set its policy to DROP.`,
      ),
    ];
  });
}

function dnsWarnings({ dataClass, zones, active }: EnclaveView): Warning[] {
  const owner = dataClass ?? "no class";
  const records = zones.flatMap((zone) =>
    zone.records.map((record) => ({ ...record, id: zone.id, host: hostOf(zone.domain, record.name) })),
  );
  const deciding = records.filter(({ namedRegion }) => namedRegion === null);
  const regions = new Set(deciding.flatMap(({ region }) => (region === null ? [] : [region])));
  return [
    ...records
      .filter(({ region }) => region === null)
      .map(({ id, host, target }) =>
        warn(
          "attention",
          "dns-points-elsewhere",
          id,
          `DNS record ${host} points at ${target}, which is no load balancer or node of ${owner}.`,
        ),
      ),
    ...records
      .filter(({ region, namedRegion }) => region !== null && namedRegion !== null && region !== namedRegion)
      .map(({ id, host, region }) =>
        warn(
          "attention",
          "dns-points-astray",
          id,
          `DNS record ${host} points into ${region}, not into the region of its name.`,
        ),
      ),
    ...(regions.size > 1 && active?.source !== "stack"
      ? [
          warn(
            "critical",
            "dns-points-both-ways",
            null,
            `The DNS records of ${owner} point at ${[...regions].sort().join(" and ")}: which region is active is not decided.`,
          ),
        ]
      : []),
  ];
}

/** What an enclave lacks across its regions (BC-1, BC-2, BC-4). */
function pairWarnings({ dataClass, regions, flows }: EnclaveView, all: readonly EnclaveView[]): Warning[] {
  const found: Warning[] = [];
  const withData = regions.filter((region) => withRole(region, "data").length > 0);
  if (withData.length === 1)
    found.push(
      warn(
        "attention",
        "one-region",
        null,
        `${dataClass} has data nodes in ${withData[0]?.region} only: the loss of that region loses the service.`,
      ),
    );
  for (const { region, nodes } of withData)
    if (!flows.some(({ kind, from }) => kind === "backup" && nodes.some(({ id }) => from.includes(id))))
      found.push(
        warn(
          "attention",
          "no-backup-elsewhere",
          null,
          `The data of ${dataClass} in ${region} has no backup bucket in another region.`,
        ),
      );
  const gateways = regions.filter((region) => withRole(region, "gateway").length > 0);
  for (const [left, right] of pairs(gateways))
    if (!joined(flows, left, right))
      found.push(
        warn(
          "attention",
          "no-tunnel",
          null,
          `The gateways of ${dataClass} in ${left.region} and ${right.region} do not let each other in, so there is no tunnel between the regions.`,
        ),
      );
  const hasSink = all.some((one) => one.dataClass === logClass);
  if (hasSink && dataClass !== logClass && gateways.length > 0 && !flows.some(({ kind }) => kind === "logs"))
    found.push(
      warn(
        "attention",
        "no-log-flow",
        null,
        `No gateway of ${logClass} lets the gateways of ${dataClass} in, so its logs do not arrive there.`,
      ),
    );
  return found;
}

const joined = (flows: EnclaveView["flows"], left: RegionView, right: RegionView): boolean =>
  flows.some(
    ({ kind, from, to }) =>
      kind === "tunnel" &&
      left.nodes.some(({ id }) => from.includes(id)) &&
      right.nodes.some(({ id }) => to.includes(id)),
  );

function unattributed(enclave: EnclaveView): Warning[] {
  const names = [
    ...enclave.regions.flatMap(({ nodes, balancers, buckets, networks, looseVolumes, placementGroups }) =>
      [...nodes, ...balancers, ...buckets, ...networks, ...looseVolumes, ...placementGroups].map(
        ({ name }) => name,
      ),
    ),
    ...enclave.regions.flatMap(({ reservedAddresses }) => reservedAddresses.map(({ address }) => address)),
    ...enclave.firewalls.map(({ name }) => name),
    ...enclave.zones.map(({ domain }) => domain),
  ];
  return names.map((name) =>
    warn(
      "attention",
      "unattributed",
      null,
      `${name} belongs to no data class: tag it data-class:CLASS, or move it to another account.`,
    ),
  );
}
