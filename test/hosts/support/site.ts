import { createServer } from "node:https";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { parse, stringify } from "yaml";
import { planTopology } from "../../../infra/topology";
import type { NodePlan, Plan, SitePlan } from "../../../infra/topology/plan";
import {
  base,
  type Machine,
  type MachineOptions,
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
import { mirrorNames, mirrorOf } from "../../../local-cloud/hosts/services/mirror";
import { prodConfig } from "../../support/infraConfigs";
import { type Exchange, startExchange } from "./exchange";
import { type Feeds, feedNames, feedsOr, newFeeds } from "./feeds";
import { makeWriter, type Writer } from "./letters";
import { prodUserData, type UserDataOf } from "./prodHosts";
import { type Told, tellHosts } from "./told";

/** One site of production on this machine: its gateway and its data nodes, in their networks, and the other site's gateway. All are off. */
export interface Site {
  readonly world: World;
  readonly plan: Plan;
  readonly site: SitePlan;
  readonly internet: Network;
  readonly vpc: Network;
  readonly gateway: Machine;
  readonly data: Machine;
  /** The other data node. Who wants the database boots it: a cluster is made by all its members. */
  readonly peer: Machine;
  /** The other region's gateway. Who wants it boots it. */
  readonly far: Machine;
  /** A data node behind it, likewise. */
  readonly farData: Machine;
  /** Where the class has an endpoint: an edge and a service node. Who wants them boots them. */
  readonly edge?: Machine;
  readonly service?: Machine;
  /** The gateway's address on the internet. */
  readonly publicAddress: string;
  /** The address of a declared resolver. */
  readonly resolver: string;
  /** What the tracker of vulnerabilities and the source of signatures tell. */
  readonly feeds: Feeds;
  readonly exchange: Exchange;
  /** The name of the exchange bucket: one for both sites here. */
  readonly bucket: string;
  readonly told: Told;
  readonly writer: Writer;
  close(): Promise<void>;
}

/** The same user data with fewer steps and no packages. The proxy and resolver, which a step would start, are started first. */
function lightened(text: string, steps: readonly string[]): Buffer {
  const config = parse(text) as { write_files: { path: string }[]; runcmd: string[][] };
  const folder = "/usr/lib/bastide/converge.d/";
  const light = {
    ...config,
    package_update: false,
    packages: [],
    write_files: config.write_files.filter(
      ({ path }) => !path.startsWith(folder) || steps.includes(path.slice(folder.length)),
    ),
    runcmd: [
      ["sh", "-c", "if [ -e /etc/tinyproxy/names ]; then systemctl restart unbound tinyproxy; fi"],
      ...config.runcmd,
    ],
  };
  return gzipSync(`#cloud-config\n${stringify(light, { lineWidth: 0 })}`);
}

const router = "203.0.113.1";
const publicAddress = "203.0.113.10";
const farAddress = "203.0.113.20";
/** An edge's on the internet, and where balancers find it. */
export const edgeAddresses = { public: "203.0.113.30", private: "192.168.200.7" } as const;
const archive = "151.101.2.132";
const store = {
  ...{ name: "fr-par-1.linodeobjects.com", address: "192.0.2.80" },
  ...{ bucket: "exchange", backup: "backup" },
};

const edgeOnInternet = (network: Network): Plug => ({
  network,
  addresses: [`${edgeAddresses.public}/24`, `${edgeAddresses.private}/17`],
  gateway: router,
});

/** How a site is laid out. */
export interface SiteOptions {
  readonly dataClass?: string;
  /** Only these steps of becoming itself are on the hosts, and no package is installed: for tests of those steps alone. */
  readonly steps?: readonly string[];
}

/** Lays the site out, with the internet that it needs, and tells its hosts what they need; no host is on yet. */
export async function laySite(
  folder: string,
  { dataClass = "account", steps }: SiteOptions = {},
): Promise<Site> {
  const whole = await prodUserData();
  const userDataOf: UserDataOf =
    steps === undefined ? whole : (name) => lightened(gunzipSync(whole(name)).toString(), steps);
  const config = prodConfig();
  const { plan } = planTopology(config);
  const [site, farSite] = plan.enclaves.find((enclave) => enclave.dataClass.id === dataClass)?.sites ?? [];
  const [node, other] = site?.dataNodes ?? [];
  if (site === undefined || farSite === undefined || node === undefined || other === undefined)
    throw new Error(`Production has no ${dataClass}.`);
  const full = await base("full");
  const world = await openWorld({ folder });
  const internet = await world.network("internet");
  await internet.addRouter(`${router}/24`);
  const vpc = await world.network("vpc");
  const farVpc = await world.network("far-vpc");
  const addresses = (networks: readonly string[]) => networks.map((network) => network.split("/")[0] ?? "");
  const resolvers = addresses(config.egress.resolvers);
  const times = addresses(config.egress.timeServers);
  const place = await servicesPlace(world, internet, [...resolvers, ...times, archive, store.address]);
  const authority = await makeAuthority();
  const feeds = newFeeds();
  const served = [...mirrorNames, ...feedNames];
  const mirror = createServer(
    await authority.issue([...served, archive]),
    feedsOr(feeds, mirrorOf(await aptMirror())),
  );
  mirror.listen(await place.listen(archive, 443));
  const names = {
    ...Object.fromEntries(served.map((name) => [name, [archive]])),
    [store.name]: [store.address],
  };
  await startNames(world, place, { base: full, addresses: resolvers, names, tls: { authority, names: [] } });
  await startTime(world, place, { base: full, addresses: times });
  const exchange = await startExchange(join(folder, "exchange"), {
    ...{
      place,
      authority,
      address: store.address,
      endpoint: store.name,
      buckets: [store.bucket, store.backup],
    },
  });
  const writer = makeWriter(full);
  const told = tellHosts({
    ...{ dataClass, exchange, bucket: store.bucket, backup: store.backup, writer, authority, userDataOf },
    publicAddresses: { [site.region]: publicAddress, [farSite.region]: farAddress },
  });
  const host = async (plan: NodePlan, interfaces: readonly Plug[], more: Partial<MachineOptions> = {}) => {
    await told.tell(await told.message(plan.name));
    const { line } = await told.ticket(plan.name);
    return world.machine({
      name: plan.label,
      base: full,
      seed: { userData: userDataOf(plan.label) },
      // Linode's own, which no plan lets a host ask.
      resolvers: ["203.0.113.53"],
      trust: [authority.pem],
      interfaces,
      ...more,
      files: { "/var/lib/bastide/ticket": { content: `${line}\n`, mode: 0o600 }, ...more.files },
    });
  };
  const inVpc = (network: Network, address: string) => ({ network, addresses: [`${address}/24`] });
  const onInternet = (address: string) => ({
    ...{ network: internet, addresses: [`${address}/24`], gateway: router },
  });
  // Nobody on this machine can sign the root of all names.
  const files = {
    "/etc/unbound/unbound.conf.d/world.conf": { content: 'server:\n module-config: "iterator"\n' },
  };
  const gateway = await host(site.gateway, [onInternet(publicAddress), inVpc(vpc, site.gateway.vpcAddress)], {
    files,
  });
  const far = await host(
    farSite.gateway,
    [onInternet(farAddress), inVpc(farVpc, farSite.gateway.vpcAddress)],
    { files },
  );
  const dataHost = async (plan: NodePlan) => {
    if (plan.volume === undefined) throw new Error(`${plan.label} has no volume.`);
    const volume = await world.volume(plan.volume.label, { mebibytes: 4096 });
    return host(plan, [inVpc(vpc, plan.vpcAddress)], { volumes: [volume] });
  };
  const data = await dataHost(node);
  const peer = await dataHost(other);
  const [farNode] = farSite.dataNodes;
  if (farNode === undefined) throw new Error("A site has data nodes.");
  const farData = await host(farNode, [inVpc(farVpc, farNode.vpcAddress)]);
  const [edgeNode, serviceNode] = [site.edge?.nodes[0], site.service?.nodes[0]];
  const published =
    edgeNode === undefined || serviceNode === undefined
      ? {}
      : {
          edge: await host(edgeNode, [edgeOnInternet(internet), inVpc(vpc, edgeNode.vpcAddress)]),
          service: await host(serviceNode, [inVpc(vpc, serviceNode.vpcAddress)]),
        };
  return {
    ...{ world, plan, site, internet, vpc, gateway, data, peer, far, farData, publicAddress, ...published },
    ...{ exchange, bucket: store.bucket, told, writer, resolver: resolvers[0] ?? "", feeds },
    async close() {
      await world.close();
      await exchange.close();
    },
  };
}
