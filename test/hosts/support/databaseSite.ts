import type { StackConfig } from "../../../infra/config";
import type { HostDescription } from "../../../infra/hosts/description";
import type { BucketAccess, HostSecrets } from "../../../infra/hosts/secrets";
import {
  type Authority,
  base,
  type Machine,
  makeAuthority,
  openWorld,
  type World,
} from "../../../local-cloud/hosts";
import { hostsOf } from "../../infra/hosts/describedHosts";
import { prodConfig } from "../../support/infraConfigs";
import { sh } from "./converged";
import { certified, laidFiles } from "./laid";
import { type ObjectServer, startObjectServer } from "./objectServer";

/** Passwords of the class, as they are generated: the tests look for them where they must not be. */
export const passwords = {
  "postgres-replication": "Replication0OfNodes1Password",
  "postgres-rewind": "Rewind0OfNodes1Password",
  "patroni-rest": "Rest0OfPatroni1Password",
  "backup-passphrase": "Backup0IsEncrypted1WithThis",
  "service-owner": "Owner0OfTables1Password",
  service: "Service0ReadsAndWrites1",
} as const;

/** Sites of production's `account`, with the tunnels' addresses on one plain network, and their buckets on the internet. */
export interface DatabaseSite {
  readonly world: World;
  readonly authority: Authority;
  host(name: string): Machine;
  description(name: string): HostDescription;
  /** Boots hosts and waits until they can run their steps, which do not run by themselves. */
  boot(...names: readonly string[]): Promise<void>;
  /** Lays a host's files and secrets, as a message would; the passwords given take the place of those of before. */
  lay(name: string, changed?: Readonly<Record<string, string>>): Promise<void>;
  /** The servers of objects, by region; none where there is no versitygw. */
  readonly objects: ReadonlyMap<string, ObjectServer>;
  close(): Promise<void>;
}

export const activeRegion = "fr-par";
const publicPrefix = "203.0.113";

/**
 * Lays sites out without booting them. Only the steps of the database are to run: those of the baseline would shut the network of this
 * world, which has no tunnels.
 */
export async function layDatabaseSite(
  folder: string,
  names: readonly string[],
  versitygw: string | undefined,
  config: StackConfig = prodConfig(),
): Promise<DatabaseSite> {
  const world = await openWorld({ folder });
  try {
    return await layInto(world, names, versitygw, config);
  } catch (error) {
    await world.close();
    throw error;
  }
}

async function layInto(
  world: World,
  names: readonly string[],
  versitygw: string | undefined,
  config: StackConfig,
): Promise<DatabaseSite> {
  const full = await base("full");
  const descriptions = new Map(hostsOf(config).map((host) => [host.name, host]));
  const description = (name: string): HostDescription => {
    const host = descriptions.get(name);
    if (host === undefined) throw new Error(`Production has no ${name}.`);
    return host;
  };
  const regions = [...new Set(names.map((name) => description(name).region))];
  const [authority, publicAuthority] = await Promise.all([makeAuthority(), makeAuthority()]);
  const tunnels = await world.network("tunnels");
  const internet = await world.network("internet");
  const vpcs = new Map(
    await Promise.all(regions.map(async (region) => [region, await world.network(`vpc-${region}`)] as const)),
  );
  const objects = new Map<string, ObjectServer>();
  for (const [index, region] of regions.entries()) {
    if (versitygw === undefined) break;
    const address = `${publicPrefix}.${20 + index}`;
    const place = await world.place(`objects-${index}`, [
      { network: internet, addresses: [`${address}/24`] },
    ]);
    const name = endpointOf(region);
    objects.set(
      region,
      await startObjectServer({
        ...{ world, place, address, region, name, versitygw, authority: publicAuthority },
        bucket: `account-${region}-backup`,
      }),
    );
  }
  const hosts = `127.0.0.1 localhost\n${[...objects.values()].map(({ address, name }) => `${address} ${name}\n`).join("")}`;
  const certificates = new Map<string, { cert: string; key: string }>();
  const laid = async (name: string, changed: Readonly<Record<string, string>> = {}) => {
    const host = description(name);
    const own = certificates.get(name) ?? (await certified(host, authority));
    certificates.set(name, own);
    const secrets: HostSecrets = {
      activeRegion,
      wireguard: { privateKey: "", peers: [] },
      certificates: { authority: authority.pem, certificate: own.cert, key: own.key },
      otherAuthorities: {},
      passwords: { ...passwords, ...changed },
      buckets: [...objects.values()].map(
        ({ region, name: endpoint, bucket, accessKey, secretKey }): BucketAccess => ({
          ...{ role: "backup", region, endpoint, name: bucket, accessKey, secretKey },
        }),
      ),
    };
    const all = laidFiles(host, secrets);
    if (host.role === "gateway") all["/etc/hosts"] = { content: hosts };
    return all;
  };
  const machines = new Map<string, Machine>();
  for (const [index, name] of names.entries()) {
    const host = description(name);
    const vpc = vpcs.get(host.region);
    if (vpc === undefined) throw new Error(`${host.region} has no network.`);
    const label = host.volumeDevice?.split("_Volume_")[1];
    const volumes = label === undefined ? [] : [await world.volume(label, { mebibytes: 4096 })];
    const outside =
      host.role === "gateway" ? [{ network: internet, addresses: [`${publicPrefix}.${50 + index}/24`] }] : [];
    machines.set(
      name,
      world.machine({
        ...{ name, base: full, volumes, trust: [publicAuthority.pem] },
        seed: { userData: "#cloud-config\n{}\n" },
        files: await laid(name),
        interfaces: [
          { network: tunnels, addresses: [`${host.addresses.overlay}/12`] },
          { network: vpc, addresses: [`${host.addresses.vpc}/24`] },
          ...outside,
        ],
      }),
    );
  }
  const host = (name: string): Machine => {
    const machine = machines.get(name);
    if (machine === undefined) throw new Error(`${name} is not in this world.`);
    return machine;
  };
  return {
    world,
    authority,
    host,
    description,
    objects,
    async boot(...booted) {
      await Promise.all(
        booted.map(async (name) => {
          await host(name).boot();
          await host(name).waitFor({ seconds: 300 });
          await sh(host(name), "mkdir -p /run/bastide");
          if (description(name).role === "gateway") await sh(host(name), "systemctl start tinyproxy.service");
        }),
      );
    },
    async lay(name, changed) {
      for (const [path, { content, mode }] of Object.entries(await laid(name, changed)))
        await host(name).writeFile(path, content, mode);
    },
    async close() {
      for (const server of objects.values()) await server.stop();
      await world.close();
    },
  };
}

/** The name of S3 in a region, as production's configuration allows it. */
const endpointOf = (region: string): string =>
  region === activeRegion ? "fr-par-1.linodeobjects.com" : "de-fra-1.linodeobjects.com";
