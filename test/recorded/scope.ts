import type { Exchange } from "./cassette";
import type { ListOwner } from "./compare";
import { isObject } from "./json";

/** Parts of Linode's API that this project's stand-in doesn't offer, each with the reason. */
const outside: readonly (readonly [RegExp, string])[] = [
  [/^\/databases(\/|$)/, "managed databases: the plan runs its own PostgreSQL"],
  [/^\/lke(\/|$)/, "Kubernetes: the plan has no cluster"],
  [/^\/monitor(\/|$)/, "the monitoring product, in beta"],
  [/^\/longview(\/|$)/, "Longview, a monitoring agent"],
  [/^\/(iam|entities)(\/|$)/, "identity and access management, in beta"],
  [/^\/managed(\/|$)/, "the managed service"],
  [/^\/account\/oauth-clients(\/|$)/, "applications of others that sign in with Linode"],
  [/^\/(account\/)?betas(\/|$)/, "enrolment in betas"],
  [/^\/images\/(sharegroups|[^/]+\/sharegroups)(\/|$)/, "sharing of images between accounts, in beta"],
  [
    /^\/account\/(agreements|child-accounts|payments|payment-methods|invoices|promo-codes|entity-transfers|service-transfers)(\/|$)/,
    "billing, contracts and accounts of resellers",
  ],
];

const apiHost = "api.linode.com";

/** Types of the things that events of those parts are about. */
const outsideEvents: readonly (readonly [RegExp, string])[] = [
  [/"entity\.type":\s*"database"/, "events of managed databases"],
  [/"entity\.type":\s*"lke\w*"/, "events of Kubernetes"],
];

/** Why an exchange is none of the stand-in's; undefined if it is. */
export function reasonOutside(exchange: Exchange): string | undefined {
  if (exchange.host !== apiHost) return `not the API: ${exchange.host.replace(/^[^.]+/, "*")}`;
  if (isObject(exchange.answer) && typeof exchange.answer.lke_cluster_id === "number") {
    return "a Linode that Kubernetes made";
  }
  return (
    outside.find(([pattern]) => pattern.test(decodeURIComponent(exchange.path)))?.[1] ??
    outsideEvents.find(([pattern]) => pattern.test(exchange.filter ?? ""))?.[1]
  );
}

/** Answers about the account and the person that a recording was made with: only their form can be compared. */
export function isPersonal(exchange: Exchange): boolean {
  return /^\/(account|profile)$/.test(exchange.path);
}

/** Lists of what Linode offers to everyone; what is in them changes from month to month. */
const fixedLists: readonly RegExp[] = [
  /^\/regions(\/[^/]+)?(\/(vpc-)?availability)?$/,
  /^\/linode\/(types|kernels|stackscripts)$/,
  /^\/images$/,
  /\/types$/,
  /\/prices$/,
  /^\/account\/availability$/,
  /^\/networking\/firewalls\/templates$/,
  /^\/object-storage\/(endpoints|quotas|global-quotas|clusters)$/,
  /^\/maintenance\/policies$/,
  /^\/profile\/security-questions$/,
];

/** Whose the things in a list are. */
export function ownerOf(exchange: Exchange): ListOwner {
  if (fixedLists.some((pattern) => pattern.test(exchange.path))) return "fixed";
  // Linode ignores a filter for a Linode there, as recorded.
  if (exchange.path === "/networking/ips") return "account";
  if (/"(entity\.)?(id|linode_id)":/.test(exchange.filter ?? "")) return "own";
  // What is in a bucket is put there at another host.
  if (exchange.path.endsWith("/object-list")) return "account";
  return /\/(\d+|private%2F\d+)(\/|$)/.test(exchange.path) ? "own" : "account";
}

/** `/linode/instances/:id/ips/:address`: the path without what differs from one thing to the next. */
export function shapeOf(path: string): string {
  return decodeURIComponent(path.replace(/%2F/gi, "~"))
    .replace(/(?<=^|\/)\d+(?=\/|$)/g, ":id")
    .replace(/(?<=^|\/)\d+(\.\d+){3}(?=\/|$)/g, ":address")
    .replace(/(?<=^|\/)[0-9a-f]*:[0-9a-f:]+(~\d+)?(?=\/|$)/gi, ":range")
    .replace(/private~\d+/, "private~:id")
    .replace(/^(\/object-storage\/buckets)\/[^/]+\/[^/]+/, "$1/:region/:bucket")
    .replace(/^(\/tags|\/account\/users)\/[^/]+/, "$1/:name")
    .replace(/~/g, "/");
}
