import { subscribe } from "node:diagnostics_channel";
import { requestChannel } from "../../../local-cloud/core/requestChannel";
import type { RequestEntry } from "../../../local-cloud/core/requestLog";
import { refused } from "./claims";

/** Sees what local clouds in this process are asked, whoever asks: every entry of their journals. */
export class Calls {
  /** Whether each request, by method and address, was answered with success at least once. */
  private readonly seen = new Map<string, boolean>();

  constructor() {
    subscribe(requestChannel, (entry) => this.note(entry as RequestEntry));
  }

  /** `METHOD /path` of every endpoint that was called, sorted; those that never succeeded are marked. */
  async routes(): Promise<string[]> {
    if (this.seen.size === 0) return [];
    const { Router } = await import("../../../local-cloud/core/router.js");
    const { routesOf } = await import("../../../local-cloud/core/routes.js");
    const { sections } = await import("../../../local-cloud/resources/index.js");
    const router = new Router(sections.flatMap(routesOf));
    const routes = new Map<string, boolean>();
    for (const [call, isGood] of this.seen) {
      const [method = "", address = ""] = call.split(" ");
      const match = router.match(method, address);
      if (Array.isArray(match)) continue;
      const route = `${match.endpoint.method} ${match.endpoint.path}`;
      routes.set(route, isGood || routes.get(route) === true);
    }
    return [...routes].map(([route, isGood]) => (isGood ? route : `${route}${refused}`)).sort();
  }

  private note({ method, path, status }: RequestEntry): void {
    const call = `${method === "HEAD" ? "GET" : method} ${path.replace(/^\/v4(beta)?/, "")}`;
    const isGood = status >= 200 && status < 300;
    this.seen.set(call, isGood || this.seen.get(call) === true);
  }
}
