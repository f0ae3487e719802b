import type { Endpoint } from "./definition";

/** Endpoints whose scopes don't follow from their group and method: as recorded, the last two as documented. */
const exceptions: Readonly<Record<string, string>> = {
  "GET /images": "*",
  "POST /images": "images:read_write,linodes:read_only",
  "GET /vpcs": "*",
  "GET /vpcs/:id": "*",
  "GET /vpcs/:vpc_id/subnets": "*",
  "GET /vpcs/:vpc_id/subnets/:id": "*",
  "GET /vpcs/default-ranges": "*",
  "GET /vpcs/ips": "ips:read_only",
  "GET /vpcs/ipv6s": "ips:read_only",
  "GET /vpcs/:id/ips": "ips:read_only",
  "GET /vpcs/:id/ipv6s": "ips:read_only",
  "GET /networking/firewalls/templates": "*",
  "GET /networking/firewalls/templates/:slug": "*",
  "GET /account/maintenance": "*",
  "GET /betas": "*",
  "GET /betas/:id": "*",
  "GET /object-storage/clusters": "object_storage:read_only",
  "GET /profile": "*",
  "GET /profile/grants": "*",
  "POST /volumes/:id/attach": "volumes:read_write,linodes:read_write",
  "POST /volumes/:id/detach": "volumes:read_write,linodes:read_write",
  // As recorded, however odd: a token that may only read deletes records, and one that may only read can't list members.
  "DELETE /domains/:domain_id/records/:id": "domains:read_only",
  "GET /images/sharegroups/:id/members": "images:read_write",
  "POST /account/events/:id/seen": "events:read_only",
  "POST /account/events/:id/read": "events:read_only",
};

/** What a token has to have, as the header `X-Accepted-OAuth-Scopes` says it: all of them, `*` for any token. */
export function acceptedScopes({ method, path, scope }: Pick<Endpoint, "method" | "path" | "scope">): string {
  const exception = exceptions[`${method} ${path}`];
  if (exception !== undefined) return exception;
  if (scope === "public" || scope === "*") return "*";
  return `${scope}:${method === "GET" ? "read_only" : "read_write"}`;
}
