import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { nodesOfSite } from "../../../infra/topology/overlay";
import type { NodePlan, RecordPlan, SitePlan } from "../../../infra/topology/plan";
import {
  base,
  type Machine,
  makeAuthority,
  type Network,
  openWorld,
  type Plug,
  servicesPlace,
  startNames,
  startTime,
  type World,
} from "../../../local-cloud/hosts";
import { aptMirror } from "../../../local-cloud/hosts/aptMirror";
import type { Place } from "../../../local-cloud/hosts/place";
import { mirrorNames, mirrorOf } from "../../../local-cloud/hosts/services/mirror";
import { startProgram } from "../../../local-cloud/hosts/services/program";
import { bringUp, type EnclaveCloud } from "./enclaveCloud";

/** A whole enclave on this machine: every server that the local cloud has of a class, in its networks, with the internet it needs. */
export interface EnclaveWorld {
  readonly world: World;
  readonly cloud: EnclaveCloud;
  readonly internet: Network;
  /** All hosts, off; by the name of their node. */
  readonly hosts: ReadonlyMap<string, Machine>;
  /** Somebody on the internet. */
  readonly client: Place;
  /** What the hosts trust: of names, time, packages and object storage in this world. */
  readonly authority: string;
  /** Ends hosts and cloud. */
  close(): Promise<void>;
}

const router = "198.51.100.1";
const archive = "151.101.2.132";
/** Object storage of each region, as the hosts know it. */
const storage: Readonly<Record<string, { readonly name: string; readonly address: string }>> = {
  "fr-par": { name: "fr-par-1.linodeobjects.com", address: "203.0.113.21" },
  "de-fra-2": { name: "de-fra-1.linodeobjects.com", address: "203.0.113.22" },
};

/** Lays a class's enclave out; no host is on yet. */
export async function layEnclave(folder: string, dataClass: string): Promise<EnclaveWorld> {
  const cloud = await bringUp(folder, dataClass);
  const world = await openWorld({ folder });
  const close = async () => {
    await world.close();
    await cloud.close();
  };
  try {
    return { ...(await lay(world, cloud)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function lay(world: World, cloud: EnclaveCloud): Promise<Omit<EnclaveWorld, "close">> {
  const { enclave, config } = cloud;
  const full = await base("full");
  const internet = await world.network("internet");
  await internet.addRouter(`${router}/24`);
  const without = (networks: readonly string[]) => networks.map((network) => network.split("/")[0] ?? "");
  const resolvers = without(config.egress.resolvers);
  const times = without(config.egress.timeServers);
  const stores = Object.values(storage).map(({ address }) => address);
  const place = await servicesPlace(world, internet, [...resolvers, ...times, archive, ...stores]);
  const authority = await makeAuthority();
  const mirror = createServer(await authority.issue([...mirrorNames, archive]), mirrorOf(await aptMirror()));
  mirror.listen(await place.listen(archive, 443));
  for (const [region, { name, address }] of Object.entries(storage)) {
    const certificate = await authority.issue([name]);
    await serveStorage(place, { certificate, address, to: cloud.cloud.s3Endpoints[region] ?? "" }, cloud);
  }
  const names = {
    ...Object.fromEntries(mirrorNames.map((name) => [name, [archive]])),
    ...Object.fromEntries(Object.values(storage).map(({ name, address }) => [name, [address]])),
    ...zoneOf(cloud),
  };
  await startNames(world, place, { base: full, addresses: resolvers, names, tls: { authority, names: [] } });
  await startTime(world, place, { base: full, addresses: times });
  const hosts = new Map<string, Machine>();
  for (const site of enclave.sites) {
    const vpc = await world.network(`vpc-${site.region}`);
    for (const node of nodesOfSite(site)) {
      const { scriptData } = cloud.server(node.label);
      const { SEED = "", TICKET = "" } = scriptData;
      hosts.set(
        node.name,
        world.machine({
          name: node.label,
          base: full,
          seed: { userData: Buffer.from(SEED, "base64") },
          // Linode's own, which no plan lets a host ask.
          resolvers: ["203.0.113.53"],
          trust: [authority.pem],
          files: {
            ...(node.role === "gateway" ? unsignedNames : {}),
            ...(TICKET === "" ? {} : { "/var/lib/bastide/ticket": { content: `${TICKET}\n`, mode: 0o600 } }),
          },
          interfaces: plugsOf(node, cloud, { internet, vpc }),
          volumes:
            node.volume === undefined ? [] : [await world.volume(node.volume.label, { mebibytes: 1024 })],
        }),
      );
    }
    await startBalancer(world, site, cloud, { internet, base: full });
  }
  const client = await world.place("client", [
    { network: internet, addresses: ["198.51.100.250/24"], gateway: router },
  ]);
  return { world, cloud, internet, hosts, client, authority: authority.pem };
}

/** Nobody on this machine can sign the root of all names. */
const unsignedNames = {
  "/etc/unbound/unbound.conf.d/world.conf": { content: 'server:\n module-config: "iterator"\n' },
};

/** Interfaces in the order of the plan: a public one, with the address for balancers, and the VPC's; or the VPC's alone. */
function plugsOf(
  node: NodePlan,
  cloud: EnclaveCloud,
  { internet, vpc }: { internet: Network; vpc: Network },
): Plug[] {
  const inVpc = { network: vpc, addresses: [`${node.vpcAddress}/24`] };
  if (node.publicAddress === "none") return [inVpc];
  const { publicAddress, privateAddress } = cloud.server(node.label);
  const addresses = [
    `${publicAddress}/24`,
    ...(node.backendLabel === undefined ? [] : [`${privateAddress}/17`]),
  ];
  return [{ network: internet, addresses, gateway: router }, inVpc];
}

/** The class's zone as Linode's name servers would answer. */
function zoneOf(cloud: EnclaveCloud): Record<string, readonly string[]> {
  const { zone, sites } = cloud.enclave;
  const addressOf = ({ target }: RecordPlan): string | undefined => {
    const site = sites.find(({ region }) => region === target.region);
    if (site === undefined) return undefined;
    if (target.part === "gateway") return cloud.server(site.gateway.label).publicAddress;
    return site.edge && cloud.balancer(site.edge.balancer.label);
  };
  return Object.fromEntries(
    zone.records
      .filter(({ type }) => type === "A")
      .map((record) => [`${record.host}.${zone.domain}`, [addressOf(record) ?? ""]]),
  );
}

/** The local cloud's object storage of a region, under the name and certificate that hosts expect. */
async function serveStorage(
  place: Place,
  { certificate, address, to }: { certificate: { cert: string; key: string }; address: string; to: string },
  { cloud }: EnclaveCloud,
): Promise<void> {
  const [host = "", port = ""] = to.split(":");
  const ca = readFileSync(cloud.caFile, "utf8");
  const server = createTlsServer(certificate, (socket) => {
    const inner = connectTls({ host, port: Number(port), ca });
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  server.listen(await place.listen(address, 443));
}

/** Linode's load balancer of a site: TLS passed on with the client's address, to the edges that take a connection. */
async function startBalancer(
  world: World,
  { edge, region }: SitePlan,
  cloud: EnclaveCloud,
  { internet, base: full }: { internet: Network; base: Awaited<ReturnType<typeof base>> },
): Promise<void> {
  if (edge === undefined) return;
  const address = cloud.balancer(edge.balancer.label);
  const name = `balancer-${region}`;
  const number = Object.keys(storage).indexOf(region) + 5;
  const place = await world.place(name, [
    { network: internet, addresses: [`${address}/24`, `192.168.255.${number}/17`], gateway: router },
  ]);
  const backends = edge.nodes.map(
    ({ name: node, label }) =>
      ` server ${node} ${cloud.server(label).privateAddress}:443 send-proxy-v2 check inter 2s`,
  );
  const settings = [
    "defaults",
    " mode tcp",
    " timeout connect 3s\n timeout client 60s\n timeout server 60s",
    `frontend https\n bind ${address}:443\n default_backend edges`,
    `backend edges\n balance leastconn\n${backends.join("\n")}`,
  ];
  await startProgram(world, place, {
    name,
    base: full,
    argv: ["/usr/sbin/haproxy", "-db", "-f", "/etc/world/haproxy.cfg"],
    files: { "haproxy.cfg": { content: `${settings.join("\n")}\n` } },
    serves: [`${address}:443`],
  });
}
