import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { nodesOfSite } from "../../../infra/topology/overlay";
import type { NodePlan } from "../../../infra/topology/plan";
import { type Fleet, startFleet } from "../../../local-cloud/fleet";
import type { Machine } from "../../../local-cloud/hosts";
import type { Place } from "../../../local-cloud/hosts/place";
import { converged } from "./converged";
import { bringUp, type EnclaveCloud } from "./enclaveCloud";

/** Whole enclaves: everything that a local cloud has after `up`, booted, with Linode's firewalls around each host. */
export interface Enclaves {
  readonly cloud: EnclaveCloud;
  readonly fleet: Fleet;
  /** Every node of every class and region, in the order of the plan. */
  readonly nodes: readonly NodePlan[];
  host(label: string): Machine;
  /** Somebody on the internet. */
  readonly client: Place;
  /** Seconds from the start of the hosts until the host of that label had become itself. */
  readonly seconds: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Brings classes of production up and waits until each host has become itself, or throws what the first that didn't said. */
export async function bootEnclaves(
  classes: readonly string[],
  { minutes }: { minutes: number },
): Promise<Enclaves> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
  for (const part of ["stack", "cloud"]) mkdirSync(join(folder, part));
  const cloud = await bringUp(folder, classes);
  const problems: string[] = [];
  let fleet: Fleet | undefined;
  const close = async () => {
    await fleet?.close();
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const began = performance.now();
    fleet = await startFleet({
      cloud: cloud.cloud,
      selection: "all",
      folder,
      onProblem: (text) => problems.push(text),
    });
    await fleet.settled();
    const running = fleet;
    const nodes = cloud.enclaves.flatMap(({ sites }) => sites.flatMap(nodesOfSite));
    const host = (label: string): Machine => {
      const machine = running.host(label);
      if (machine === undefined) throw new Error(`${label} has no host: ${problems.join("; ")}`);
      return machine;
    };
    const seconds = new Map<string, number>();
    await Promise.all(
      nodes.map(async ({ label }) => {
        await converged(host(label), minutes * 60);
        seconds.set(label, (performance.now() - began) / 1000);
      }),
    );
    const client = await fleet.place("client", ["203.0.113.200"]);
    return { cloud, fleet, nodes, host, client, seconds, close };
  } catch (error) {
    await close();
    throw error;
  }
}
