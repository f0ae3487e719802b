import type { Exchange } from "./cassette";
import type { ListOwner } from "./compare";
import { decoded, isObject } from "./json";

/** Parts of Linode's API that this project's stand-in doesn't offer, each with the reason. */
const outside: readonly (readonly [RegExp, string])[] = [
  [/^\/databases(\/|$)/, "managed databases: the plan runs its own PostgreSQL"],
  [/^\/lke(\/|$)/, "Kubernetes: the plan has no cluster"],
  [/^\/monitor(\/|$)/, "the monitoring product, in beta"],
  [/^\/longview(\/|$)/, "Longview, a monitoring agent"],
  [/^\/(iam|entities)(\/|$)/, "identity and access management, in beta"],
  [/^\/managed(\/|$)/, "the managed service"],
  [/^\/support(\/|$)/, "tickets to Linode's staff"],
  [
    /^\/account\/(child-accounts|payments|payment-methods|invoices|promo-codes|entity-transfers|service-transfers)(\/|$)/,
    "billing, and accounts of resellers",
  ],
];

/** The API; also that of Linode's own tests. */
const apiHost = /^api(\.[\w-]+)*\.linode\.com$/;

/** Types of the things that events of those parts are about. */
const outsideEvents: readonly (readonly [RegExp, string])[] = [
  [/"entity\.type":\s*"database"/, "events of managed databases"],
  [/"entity\.type":\s*"lke\w*"/, "events of Kubernetes"],
];

/** Why an exchange is none of the stand-in's; undefined if it is. */
export function reasonOutside(exchange: Exchange): string | undefined {
  if (!apiHost.test(exchange.host)) return `not the API: ${exchange.host.replace(/^[^.]+/, "*")}`;
  if (isObject(exchange.answer) && typeof exchange.answer.lke_cluster_id === "number") {
    return "a Linode that Kubernetes made";
  }
  return (
    outside.find(([pattern]) => pattern.test(decoded(exchange.path)))?.[1] ??
    outsideEvents.find(([pattern]) => pattern.test(exchange.filter ?? ""))?.[1]
  );
}

/** Answers about the account and the person that a recording was made with: only their form can be compared. */
export function isPersonal(exchange: Exchange): boolean {
  return /^\/(account(\/(agreements|transfer))?|profile(\/logins\/\d+)?)$/.test(exchange.path);
}

/** One thing of those that Linode offers to everyone. */
export function isOffer(exchange: Exchange): boolean {
  return /^\/(images\/linode%2F[^/]+|betas\/[^/]+|regions\/[^/]+|linode\/types\/[^/]+|linode\/kernels\/.+|object-storage\/quotas\/[^/]+)$/i.test(
    exchange.path,
  );
}

/** Lists of people and of what they did: one knows only oneself. */
export function isPeople(exchange: Exchange): boolean {
  return /^\/account\/(users|logins)$/.test(exchange.path);
}

const sizes: ReadonlySet<string> = new Set(["size", "total_size"]);
const nothing: ReadonlySet<string> = new Set();

/**
 * What an answer tells of contents that only the recording's account had: how large an image came out in the end, and a
 * disk that is made from it.
 */
export function measuredIn({ path, body, answer }: Exchange): ReadonlySet<string> {
  const source = path.endsWith("/disks") && isObject(body) ? body.image : undefined;
  if (typeof source === "string" && source.startsWith("private/")) return sizes;
  if (!/^\/images(\/|$)/.test(path) || !isObject(answer)) return nothing;
  const shown = Array.isArray(answer.data) ? answer.data : [answer];
  return shown.some((one) => isObject(one) && one.status === "available") ? sizes : nothing;
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
  /^\/(account\/)?betas$/,
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
  return decoded(path.replace(/%2F/gi, "~"))
    .replace(/(?<=^|\/)\d+(?=\/|$)/g, ":id")
    .replace(/(?<=^|\/)\d+(\.\d+){3}(?=\/|$)/g, ":address")
    .replace(/(?<=^|\/)[0-9a-f]*:[0-9a-f:]+(~\d+)?(?=\/|$)/gi, ":range")
    .replace(/private~\d+/, "private~:id")
    .replace(/^(\/object-storage\/buckets)\/[^/]+\/[^/]+/, "$1/:region/:bucket")
    .replace(/^(\/tags|\/account\/users)\/[^/]+/, "$1/:name")
    .replace(/~/g, "/");
}
