import type { HostDescription } from "../../../infra/hosts/description";
import type { HostSecrets } from "../../../infra/hosts/secrets";
import {
  type Authority,
  base,
  type Machine,
  makeAuthority,
  openWorld,
  type World,
} from "../../../local-cloud/hosts";
import type { Place } from "../../../local-cloud/hosts/place";
import { prodConfig } from "../../support/infraConfigs";
import { laidFiles, productionHost, secretsOf } from "./laid";

/** Some hosts of production with their files and secrets, and with the tunnels' addresses on one plain network. No step of theirs has run yet. */
export interface LightSite {
  readonly world: World;
  /** By class. */
  readonly authorities: Readonly<Record<string, Authority>>;
  /** Somebody else on the same network. */
  readonly outside: Place;
  host(name: string): Machine;
  close(): Promise<void>;
}

const classes = ["account", "contact", "preferences", "sessions", "events"];

/** What a light site may have besides. */
export interface LightOptions {
  /** Where alerts go. */
  readonly alerts?: string;
  /** Authorities that hosts trust for the world outside, as PEM. */
  readonly trust?: readonly string[];
}

/** The token with which alerts are sent. */
export const alertsToken = "TokenOfTheOnCallService1";

/** A host of production, as the plan describes it. */
export const described = (name: string, { alerts }: LightOptions = {}): HostDescription => {
  const config = prodConfig();
  const more =
    alerts === undefined
      ? {}
      : {
          alerts: { url: alerts, token: alertsToken, heartbeat: alerts },
          egress: { ...config.egress, names: [...config.egress.names, new URL(alerts).hostname] },
        };
  return productionHost(name, { ...config, ...more });
};

/** What a host would be told in secret, with a certificate of its class's authority. */
async function testSecrets(
  host: HostDescription,
  authorities: Readonly<Record<string, Authority>>,
): Promise<HostSecrets> {
  const authority = authorities[host.dataClass];
  if (authority === undefined) throw new Error(`There is no authority of ${host.dataClass}.`);
  return secretsOf(host, authority, {
    activeRegion: "fr-par",
    otherAuthorities: Object.fromEntries(Object.entries(authorities).map(([id, { pem }]) => [id, pem])),
    passwords: { alerts: alertsToken },
  });
}

/** Lays the hosts out and boots them; the caller starts what it wants to see. */
export async function bootLightSite(
  folder: string,
  names: readonly string[],
  options: LightOptions = {},
): Promise<LightSite> {
  const world = await openWorld({ folder });
  try {
    const full = await base("full");
    const tunnels = await world.network("tunnels");
    const outside = await world.place("outside", [{ network: tunnels, addresses: ["10.79.255.9/12"] }]);
    const authorities = Object.fromEntries(
      await Promise.all(classes.map(async (id) => [id, await makeAuthority()] as const)),
    );
    const machines = new Map<string, Machine>();
    for (const name of names) {
      const host = described(name, options);
      const laid = laidFiles(host, await testSecrets(host, authorities));
      const interfaces = [
        { network: tunnels, addresses: [`${host.addresses.overlay}/12`, `${host.addresses.vpc}/32`] },
      ];
      const seed = { userData: "#cloud-config\n{}\n" };
      machines.set(
        name,
        world.machine({ name, base: full, seed, files: laid, interfaces, trust: options.trust ?? [] }),
      );
    }
    await Promise.all([...machines.values()].map((machine) => machine.boot()));
    await Promise.all([...machines.values()].map((machine) => machine.waitFor({ seconds: 300 })));
    return {
      world,
      authorities,
      outside,
      host(name) {
        const machine = machines.get(name);
        if (machine === undefined) throw new Error(`There is no ${name} here.`);
        return machine;
      },
      close: () => world.close(),
    };
  } catch (error) {
    await world.close();
    throw error;
  }
}
