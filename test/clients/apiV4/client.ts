import type { Client } from "../scenarios/client";
import type { View } from "../support/lifecycle";

type Call = (...args: readonly unknown[]) => Promise<View>;

/** `@linode/api-v4`, unmodified, pointed at an API of ours. Its declarations don't resolve in this project's module mode. */
export interface ApiV4 extends Client {
  /** The functions that it exports. */
  readonly offered: readonly string[];
  readonly called: ReadonlySet<string>;
}

/** Its functions for lists that send no filter. */
const unfilterable = new Set(["getNodeBalancerConfigs", "getNodeBalancerConfigNodes", "getDomainRecords"]);

/** Its functions that take page and filter by name. */
const byName = new Set(["getObjectStorageEndpoints"]);

interface RequestConfig {
  url?: string;
}

/** Loads the package; every request that it makes goes to `url`. */
export async function openApiV4(url: string, token: string): Promise<ApiV4> {
  const loaded: Record<string, unknown> = await import("@linode/api-v4");
  const functions = new Map(
    Object.entries(loaded).filter((entry): entry is [string, Call] => isCall(entry[0], entry[1])),
  );
  const { baseRequest } = loaded as {
    baseRequest: {
      interceptors: { request: { use(change: (config: RequestConfig) => RequestConfig): void } };
    };
  };
  baseRequest.interceptors.request.use((config) => ({
    ...config,
    url: config.url?.replace(/^https:\/\/[^/]+/, url) ?? "",
  }));
  (functions.get("setToken") as ((token: string) => void) | undefined)?.(token);
  const called = new Set(["setToken", "baseRequest"]);
  const call: ApiV4["call"] = async (name, ...args) => {
    const run = functions.get(name);
    if (run === undefined) throw new Error(`@linode/api-v4 has no function ${name}.`);
    called.add(name);
    try {
      return await run(...args);
    } catch (error) {
      throw explained(name, error);
    }
  };
  return {
    call,
    list: async (name, before, page, filter) => {
      if (filter !== undefined && unfilterable.has(name)) return undefined;
      const choice = byName.has(name) ? [{ params: page, filter }] : [page, filter];
      return listed(await call(name, ...before, ...choice));
    },
    all: async (name, before = []) => listed(await call(name, ...before, ...(byName.has(name) ? [{}] : []))),
    offers: (name) => functions.has(name),
    offered: [...functions.keys()].sort(),
    called,
  };
}

/** Most lists are pages, some are answered as they are. */
function listed(answer: View): readonly View[] {
  return Array.isArray(answer) ? answer : answer.data;
}

function isCall(name: string, value: unknown): boolean {
  return typeof value === "function" && /^[a-z]/.test(name);
}

/** What the package throws is an HTTP error, or a list of what its own validation found. */
function explained(name: string, error: unknown): Error {
  const { message, response } = error as { message?: string; response?: { data?: unknown } };
  const details = JSON.stringify(response?.data ?? (Array.isArray(error) ? error : ""));
  return new Error(`${name}: ${message ?? ""} ${details}`);
}
