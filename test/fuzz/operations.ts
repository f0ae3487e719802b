import type { Endpoint } from "../../local-cloud/core/definition";
import { routesOf } from "../../local-cloud/core/routes";
import { sections } from "../../local-cloud/resources";
import type { ApiDocument, Operation } from "../openapi/document";

/** Something to ask for: an operation of the document and, where the local cloud has it, the endpoint behind it. */
export interface Target {
  operation: Operation;
  /** `POST /linode/instances/:id/boot`; undefined where the document has more than the local cloud. */
  endpoint: string | undefined;
}

/** Paths of the document that the local cloud offers, and a few that it doesn't (they must answer 404). */
export function targets(document: ApiDocument): { offered: Target[]; missing: Target[] } {
  const endpoints = new Map<Operation, string>();
  for (const endpoint of allEndpoints()) {
    const operation = operationOf(document, endpoint);
    if (operation !== undefined && !endpoints.has(operation)) endpoints.set(operation, nameOf(endpoint));
  }
  const offered = [...endpoints].map(([operation, endpoint]) => ({ operation, endpoint }));
  const missing = document
    .paths()
    .flatMap((path) => document.operationsOf(path))
    .filter((operation) => !endpoints.has(operation))
    .map((operation) => ({ operation, endpoint: undefined }));
  return { offered, missing };
}

export function allEndpoints(): Endpoint[] {
  return sections.flatMap(routesOf);
}

export function nameOf({ method, path }: Endpoint): string {
  return `${method} ${path}`;
}

/** The documented operation that an endpoint carries out. */
function operationOf(document: ApiDocument, { method, path }: Endpoint): Operation | undefined {
  return document.find(method, path.replace(/:\w+/g, "7"));
}
