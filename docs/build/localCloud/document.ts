import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Endpoint } from "../../../local-cloud/core/definition";

/** The operations of the API's document, which itself is no part of the project: names only. */
export interface Documented {
  readonly version: string;
  /** `GET /vpcs/{vpcId}` */
  readonly operations: readonly string[];
}

/** Where they are kept; a test holds the file against the document where that is there. */
export const documentedFile = join(__dirname, "document.json");

export function readDocumented(): Documented {
  return JSON.parse(readFileSync(documentedFile, "utf8"));
}

/** Whether the document has an endpoint. */
export function isDocumented({ method, path }: Endpoint, { operations }: Documented): boolean {
  return operations.map(shapeOf).includes(shapeOf(`${method} ${path}`));
}

/** Operations that the document has and the local cloud doesn't. */
export function missing(endpoints: readonly Endpoint[], { operations }: Documented): string[] {
  const offered = new Set(endpoints.map(({ method, path }) => shapeOf(`${method} ${path}`)));
  return operations.filter((operation) => !offered.has(shapeOf(operation)));
}

function shapeOf(operation: string): string {
  return operation.replace(/:\w+|\{[^}]+\}/g, "{}");
}

/** Parts of the API that are left out, each with the reason. */
export const leftOut: readonly (readonly [paths: RegExp, what: string, why: string])[] = [
  [
    /^\/databases\//,
    "Managed databases",
    "The project runs its own PostgreSQL. A database is a server with credentials, certificates and versions of its own: an answer without one behind it would help nobody.",
  ],
  [
    /^\/account\/(credit-card|payments|payment-methods|promo-codes|invoices)(\/|$)/,
    "Payments and invoices",
    "Nothing costs anything here, and card numbers have no place in a test.",
  ],
  [
    /^\/account\/child-accounts(\/|$)/,
    "Accounts of resellers",
    "There is one account here, and it has no children.",
  ],
  [
    /^\/account\/(entity|service)-transfers(\/|$)/,
    "Transfers to other accounts",
    "There is no other account to transfer to.",
  ],
  [
    /^\/account\/cancel$/,
    "Closing the account",
    "An account that is gone answers nothing; `POST /_local/reset` empties it.",
  ],
  [
    /^\/account\/oauth-clients\/\{clientId\}\/thumbnail$/,
    "Pictures of applications",
    "No page shows them here.",
  ],
];

/** Groups that the document at hand doesn't have either. */
export const beyond =
  "Kubernetes (`/lke`), monitoring (`/monitor`), Longview beyond its plan, the managed service, support tickets, identity and access management (`/iam`)";
