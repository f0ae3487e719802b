import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { AnyResource } from "../../../local-cloud/core/definition";
import { Router } from "../../../local-cloud/core/router";
import { routesOf } from "../../../local-cloud/core/routes";
import { sections } from "../../../local-cloud/resources";

/** What a client may do with each type of resource. */
export const operations = ["create", "read", "list", "filter", "page", "update", "delete"] as const;

/** One of them. */
export type Operation = (typeof operations)[number];

const finished = "http.server.response.finish";

interface Finished {
  request: IncomingMessage;
  response: ServerResponse;
  socket: Socket;
}

/** `/volumes create`: one operation on one type of resource, named by the path of its collection. */
function cell(path: string, operation: Operation): string {
  return `${path} ${operation}`;
}

/** The table that a client has to fill: what the local cloud offers on each type of its resources. */
export function offeredCells(among: readonly Operation[] = operations): string[] {
  return sections
    .flatMap((section) => section.resources ?? [])
    .flatMap((resource) =>
      cellsOf(resource)
        .filter((operation) => among.includes(operation))
        .map((operation) => cell(resource.path, operation)),
    )
    .sort();
}

function cellsOf(resource: AnyResource): Operation[] {
  const lists: Operation[] = resource.filterable.length > 0 ? ["list", "filter", "page"] : ["list", "page"];
  return [
    ...(resource.create === undefined ? [] : (["create"] as const)),
    ...(resource.get === false ? [] : (["read"] as const)),
    ...(resource.list === false ? [] : lists),
    ...(resource.update === undefined ? [] : (["update"] as const)),
    ...(resource.remove === undefined ? [] : (["delete"] as const)),
  ];
}

/** Sees from the server's side, without changing it, which operations a client has carried out with success. */
export class Observer {
  private readonly router = new Router(sections.flatMap(routesOf));
  private readonly rows = new Map(
    sections.flatMap((section) => section.resources ?? []).map((resource) => [resource.path, resource]),
  );
  private readonly seen = new Set<string>();
  private readonly endpoints = new Set<string>();
  private readonly listener = (message: unknown): void => this.note(message as Finished);

  constructor(private readonly port: number) {
    subscribe(finished, this.listener);
  }

  close(): void {
    unsubscribe(finished, this.listener);
  }

  /** Operations that succeeded at least once. */
  cells(): ReadonlySet<string> {
    return this.seen;
  }

  /** `METHOD /path/:id` of every request that succeeded. */
  reached(): ReadonlySet<string> {
    return this.endpoints;
  }

  private note({ request, response, socket }: Finished): void {
    if (socket.localPort !== this.port || response.statusCode !== 200) return;
    const url = new URL(request.url ?? "/", "http://local");
    const path = url.pathname.replace(/^\/v4(beta)?/, "");
    const match = this.router.match(request.method ?? "GET", path);
    if (Array.isArray(match)) return;
    const { endpoint } = match;
    this.endpoints.add(`${endpoint.method} ${endpoint.path}`);
    if (this.rows.has(endpoint.path)) {
      if (endpoint.method === "POST") this.seen.add(cell(endpoint.path, "create"));
      if (endpoint.method !== "GET") return;
      this.seen.add(cell(endpoint.path, "list"));
      if (request.headers["x-filter"] !== undefined) this.seen.add(cell(endpoint.path, "filter"));
      if (url.searchParams.has("page_size")) this.seen.add(cell(endpoint.path, "page"));
      return;
    }
    const collection = endpoint.path.replace(/\/:id$/, "");
    if (!this.rows.has(collection)) return;
    const operation = ({ GET: "read", PUT: "update", DELETE: "delete" } as const)[endpoint.method as "GET"];
    if (operation !== undefined) this.seen.add(cell(collection, operation));
  }
}
