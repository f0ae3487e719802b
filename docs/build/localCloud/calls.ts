import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Marks a route that a test file calls, and that answers it every time that something is wrong. */
const refused = " (refused)";

/** Test files that call a route, by their names. */
export interface Callers {
  /** Of `test/local-cloud`: they need nothing but Node, and are skipped nowhere. */
  readonly tests: readonly string[];
  /** Of `test/clients`: clients that nobody here wrote. They run where their tools are. */
  readonly clients: readonly string[];
}

/** What each test file was seen to call: `test/support/routesCalled` writes it down. */
export type Calls = Readonly<Record<string, readonly string[]>>;

export function readCalls(): Calls {
  return JSON.parse(readFileSync(join(__dirname, "calls.json"), "utf8"));
}

/** Who calls a route, and succeeds; those who are only ever refused are marked. */
export function callersOf(route: string, calls: Calls): Callers {
  const callers = (folder: string): string[] =>
    Object.entries(calls)
      .filter(([file]) => file.startsWith(folder))
      .flatMap(([file, routes]) => {
        const name = basename(file, ".test.ts");
        if (routes.includes(route)) return [name];
        return routes.includes(route + refused) ? [name + refused] : [];
      });
  return { tests: callers("test/local-cloud/"), clients: callers("test/clients/") };
}

/** Whether any test sees a route do what it is for. */
export function isShown(route: string, calls: Calls): boolean {
  return callersOf(route, calls).tests.some((name) => !name.endsWith(refused));
}

/** Routes that never succeed here, each with the reason. Tests call them all the same. */
export const neverSucceed: Readonly<Record<string, string>> = {
  "GET /linode/instances/:id/stats": "A Linode here has no load to measure.",
  "GET /linode/instances/:id/stats/:year/:month": "A Linode here has no load to measure.",
  "GET /nodebalancers/:id/stats": "A NodeBalancer here has no traffic to measure.",
  "GET /networking/ipv6/pools/:range": "Pools are from before ranges, and no account gets new ones.",
  "POST /domains/import": "There is no name server to ask for a zone.",
  "GET /profile/devices/:id": "Nobody uses a browser here.",
  "DELETE /profile/devices/:id": "Nobody uses a browser here.",
  "GET /profile/apps/:id": "No application was let in.",
  "DELETE /profile/apps/:id": "No application was let in.",
};
