import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { StackConfig } from "../../../infra/config";
import type { Machine } from "../../../local-cloud/hosts";
import { findVersitygw } from "../../../local-cloud/s3/versitygw";
import { sh } from "./converged";
import { databaseCluster, dataSteps } from "./databaseCluster";
import { type DatabaseSite, layDatabaseSite } from "./databaseSite";

const region = (name: string) => ({
  gateway: `account-${name}-gateway`,
  nodes: [`account-${name}-data-1`, `account-${name}-data-2`] as const,
});
export type Region = ReturnType<typeof region>;

/** The region that takes writes at the beginning, and the one that follows. */
export const [paris, frankfurt] = [region("fr-par"), region("de-fra-2")];
export const all = (of: Region) => [of.gateway, ...of.nodes];

/** Two regions of a class's database. To be asked only once they are open. */
export function twoRegions(config?: StackConfig) {
  let running: DatabaseSite | undefined;
  let folder = "";
  const laid = (): DatabaseSite => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running;
  };
  const host = (name: string): Machine => laid().host(name);
  const here = databaseCluster(laid, paris.nodes);
  const there = databaseCluster(laid, frankfurt.nodes);
  return {
    ...{ laid, host, here, there },
    /** The hosts' own program of regions, on a region's first node. */
    site: (of: Region, words: string) =>
      sh(host(of.nodes[0]), `cd /; python3 -I -B /usr/lib/bastide/site ${words}`),
    /** Boots all hosts and has their databases run. */
    async open(): Promise<void> {
      folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
      running = await layDatabaseSite(folder, [...all(paris), ...all(frankfurt)], findVersitygw(), config);
      await running.boot(...all(paris), ...all(frankfurt));
      await Promise.all([
        ...[paris, frankfurt].map(({ gateway }) => here.becomes(gateway, "64-etcd")),
        ...[...paris.nodes, ...frankfurt.nodes].map((name) => here.becomes(name, ...dataSteps)),
      ]);
    },
    async close(): Promise<void> {
      await running?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
