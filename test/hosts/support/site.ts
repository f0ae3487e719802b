import { createServer } from "node:https";
import { planTopology } from "../../../infra/topology";
import type { Plan, SitePlan } from "../../../infra/topology/plan";
import {
  base,
  type Machine,
  makeAuthority,
  type Network,
  openWorld,
  servicesPlace,
  startNames,
  startTime,
  type World,
} from "../../../local-cloud/hosts";
import { aptMirror } from "../../../local-cloud/hosts/aptMirror";
import { mirrorNames, mirrorOf } from "../../../local-cloud/hosts/services/mirror";
import { prodConfig } from "../../support/infraConfigs";
import { prodUserData } from "./prodHosts";

/** One site of production on this machine: its gateway and its first data node, in their networks. */
export interface Site {
  readonly world: World;
  readonly plan: Plan;
  readonly site: SitePlan;
  readonly internet: Network;
  readonly vpc: Network;
  readonly gateway: Machine;
  readonly data: Machine;
  /** The gateway's address on the internet. */
  readonly publicAddress: string;
}

const router = "203.0.113.1";
const publicAddress = "203.0.113.10";
const archive = "151.101.2.132";

/** Lays the site out, with the internet that it needs; no host is on yet. */
export async function laySite(folder: string, dataClass = "account"): Promise<Site> {
  const userDataOf = await prodUserData();
  const config = prodConfig();
  const { plan } = planTopology(config);
  const site = plan.enclaves.find((enclave) => enclave.dataClass.id === dataClass)?.sites[0];
  const [node] = site?.dataNodes ?? [];
  if (site === undefined || node?.volume === undefined) throw new Error(`Production has no ${dataClass}.`);
  const full = await base("full");
  const world = await openWorld({ folder });
  const internet = await world.network("internet");
  await internet.addRouter(`${router}/24`);
  const vpc = await world.network("vpc");
  const addresses = (networks: readonly string[]) => networks.map((network) => network.split("/")[0] ?? "");
  const resolvers = addresses(config.egress.resolvers);
  const times = addresses(config.egress.timeServers);
  const place = await servicesPlace(world, internet, [...resolvers, ...times, archive]);
  const authority = await makeAuthority();
  const mirror = createServer(await authority.issue([...mirrorNames, archive]), mirrorOf(await aptMirror()));
  mirror.listen(await place.listen(archive, 443));
  const names = Object.fromEntries(mirrorNames.map((name) => [name, [archive]]));
  await startNames(world, place, { base: full, addresses: resolvers, names, tls: { authority, names: [] } });
  await startTime(world, place, { base: full, addresses: times });
  const volume = await world.volume(node.volume.label, { mebibytes: 512 });
  const inVpc = (address: string) => ({ network: vpc, addresses: [`${address}/24`] });
  const gateway = world.machine({
    name: site.gateway.label,
    base: full,
    seed: { userData: userDataOf(site.gateway.label) },
    // Linode's own, which no plan lets a host ask.
    resolvers: ["203.0.113.53"],
    trust: [authority.pem],
    // Nobody on this machine can sign the root of all names.
    files: {
      "/etc/unbound/unbound.conf.d/world.conf": { content: 'server:\n module-config: "iterator"\n' },
    },
    interfaces: [
      { network: internet, addresses: [`${publicAddress}/24`], gateway: router },
      inVpc(site.gateway.vpcAddress),
    ],
  });
  const data = world.machine({
    name: node.label,
    base: full,
    seed: { userData: userDataOf(node.label) },
    resolvers: ["203.0.113.53"],
    trust: [authority.pem],
    interfaces: [inVpc(node.vpcAddress)],
    volumes: [volume],
  });
  return { world, plan, site, internet, vpc, gateway, data, publicAddress };
}
