import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Machine, Readiness } from "../../../local-cloud/hosts";
import { type Converged, converged } from "./converged";
import { laySite, type Site } from "./site";

/** A host after its first boot. */
export interface BootedHost {
  readonly host: Machine;
  /** In the plan. */
  readonly name: string;
  readonly role: string;
  readonly readiness: Readiness;
  readonly converged: Converged;
  /** From the boot of all hosts until it had become itself. */
  readonly seconds: number;
}

/** Hosts that were booted once, for the checks that any host is put to. To be asked only when the checks run. */
export interface BootedHosts {
  /** The id of the world that they are in. */
  world(): string;
  hosts(): readonly BootedHost[];
}

/** A whole site, for all checks: one host of each role that its class has. */
export interface Booted extends BootedHosts {
  site(): Site;
  gateway(): Machine;
  data(): Machine;
}

/**
 * Boots a gateway, two data nodes and, where the class has an endpoint, an edge and a service node, all at once: none may need another to be
 * first. The second data node is there for the database to be made, and is then off: its address is a neighbour's of the checks.
 */
export async function bootSite(dataClass = "account"): Promise<Booted & { close(): Promise<void> }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
  const site = await laySite(folder, { dataClass });
  const began = performance.now();
  const boots = async (role: string, host: Machine): Promise<BootedHost> => {
    await host.boot();
    const readiness = await host.waitFor({ seconds: 900 });
    const result = await converged(host, 1200);
    return {
      host,
      name: host.name,
      role,
      readiness,
      converged: result,
      seconds: (performance.now() - began) / 1000,
    };
  };
  const close = async () => {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  };
  let hosts: readonly BootedHost[];
  try {
    const { gateway, data, peer, edge, service } = site;
    const roles = { gateway, data, edge, service };
    const wanted = Object.entries(roles).flatMap(([role, host]) =>
      host === undefined ? [] : [{ role, host }],
    );
    [hosts] = await Promise.all([
      Promise.all(wanted.map(({ role, host }) => boots(role, host))),
      boots("data", peer),
    ]);
    await peer.shutdown();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    world: () => site.world.id,
    site: () => site,
    hosts: () => hosts,
    gateway: () => site.gateway,
    data: () => site.data,
    close,
  };
}
