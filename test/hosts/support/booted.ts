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
  /** From the boot of both hosts until it had become itself. */
  readonly seconds: number;
}

/** A site that was booted once, for all checks. To be asked only when the checks run. */
export interface Booted {
  site(): Site;
  hosts(): readonly BootedHost[];
  gateway(): Machine;
  data(): Machine;
}

/** Boots both hosts at once: neither may need the other to be first. */
export async function bootSite(): Promise<Booted & { close(): Promise<void> }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
  const site = await laySite(folder);
  const began = performance.now();
  await Promise.all([site.gateway.boot(), site.data.boot()]);
  const hosts = await Promise.all(
    Object.entries({ gateway: site.gateway, data: site.data }).map(
      async ([role, host]): Promise<BootedHost> => {
        const readiness = await host.waitFor({ seconds: 600 });
        const result = await converged(host);
        return { host, role, readiness, converged: result, seconds: (performance.now() - began) / 1000 };
      },
    ),
  );
  return {
    site: () => site,
    hosts: () => hosts,
    gateway: () => site.gateway,
    data: () => site.data,
    async close() {
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
