import { expect } from "vitest";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../../../local-cloud";
import { username } from "../../../local-cloud/core/jobs";
import { Observer } from "./observer";

/** A local cloud for one client, and how to judge it. */
export interface ClientCloud extends LocalCloud {
  /** `127.0.0.1:PORT`, as clients want it that put the scheme before it themselves. */
  readonly host: string;
  readonly observer: Observer;
  /** Expects no more in the cloud than there was at the start, and no contradiction. */
  expectEmpty(): Promise<void>;
  /** Empties it, so that what one test left is not another's fault. */
  reset(): Promise<void>;
  /** Paths that the client asked for and that aren't there: `GET /v4/databases/engines`. */
  gaps(): Promise<string[]>;
}

/**
 * What stays behind when everything is deleted, as on a real account; a VLAN that nobody uses is Linode's to remove, a
 * beta can't be left, a deleted set of rules stays in its list, and a revoked token is remembered as one.
 */
const traces = new Set([
  "event",
  "job",
  "account",
  "profile",
  "vlan",
  "enrollment",
  "ruleSet",
  "revokedToken",
]);

/** Starts a local cloud whose jobs take milliseconds. */
export async function openCloud(options: LocalCloudOptions = {}): Promise<ClientCloud> {
  const cloud = await startLocalCloud({ speed: 2_000, journalLength: 1_000, ...options });
  const { host, port } = new URL(cloud.url);
  const observer = new Observer(Number(port));
  const before = contents(cloud);
  const control = async (path: string, method = "GET"): Promise<unknown> => {
    const response = await fetch(`${cloud.url}/_local/${path}`, { method });
    expect(response.status, `${method} /_local/${path}`).toBe(200);
    return response.json();
  };
  const missing: string[] = [];
  return {
    ...cloud,
    host,
    observer,
    expectEmpty: async () => {
      // Jobs that are still under way end, so that what goes away with them is gone.
      for (let round = 0; round < 100 && cloud.world.store.count("job") > 0; round++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(contents(cloud), "what is left in the cloud").toEqual(before);
      expect(await control("contradictions"), "contradictions in its state").toEqual([]);
    },
    reset: async () => {
      missing.push(...(await gapsOf(control)));
      await control("reset", "POST");
    },
    gaps: async () => [...new Set([...missing, ...(await gapsOf(control))])].sort(),
    close: async () => {
      observer.close();
      await cloud.close();
    },
  };
}

async function gapsOf(control: (path: string) => Promise<unknown>): Promise<string[]> {
  const gaps = (await control("gaps")) as { method: string; path: string }[];
  return gaps.map(({ method, path }) => `${method} ${path}`);
}

/** Ids by kind. */
function contents(cloud: LocalCloud): Record<string, unknown[]> {
  const { tables } = cloud.world.store.snapshot();
  return Object.fromEntries(
    Object.entries(tables)
      .map(([kind, rows]): [string, unknown[]] => [kind, rows.filter(isOnesOwn).map(({ id }) => id)])
      .filter(([kind, ids]) => !traces.has(kind) && ids.length > 0),
  );
}

/** The key that the platform signs addresses of objects with is no customer's, and whoever asks is always there. */
function isOnesOwn(row: { readonly id: unknown }): boolean {
  return !("service" in row && row.service) && row.id !== username;
}
