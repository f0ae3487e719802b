import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Machine, Readiness } from "../../../local-cloud/hosts";
import { type Converged, converged } from "./converged";
import { laySite, type Site } from "./site";

/** A host after its first boot. */
export interface BootedHost {
  readonly host: Machine;
  readonly role: string;
  readonly readiness: Readiness;
  readonly converged: Converged;
  /** From the boot of all hosts until it had become itself. */
  readonly seconds: number;
}

/** A site that was booted once, for all checks. To be asked only when the checks run. */
export interface Booted {
  site(): Site;
  hosts(): readonly BootedHost[];
  gateway(): Machine;
  data(): Machine;
}

/**
 * Boots a gateway and two data nodes at once: none may need another to be first. The second data node is there for the database to be made,
 * and is then off: its address is a neighbour's of the checks.
 */
export async function bootSite(): Promise<Booted & { close(): Promise<void> }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
  const site = await laySite(folder);
  const began = performance.now();
  const boots = async (role: string, host: Machine): Promise<BootedHost> => {
    await host.boot();
    const readiness = await host.waitFor({ seconds: 900 });
    const result = await converged(host, 1200);
    return { host, role, readiness, converged: result, seconds: (performance.now() - began) / 1000 };
  };
  const close = async () => {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  };
  let hosts: readonly BootedHost[];
  try {
    const { gateway, data, peer } = site;
    hosts = await Promise.all([boots("gateway", gateway), boots("data", data), boots("data", peer)]);
    await peer.shutdown();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    site: () => site,
    hosts: () => hosts.slice(0, 2),
    gateway: () => site.gateway,
    data: () => site.data,
    close,
  };
}
