import { createHash } from "node:crypto";
import type { Method } from "./definition";
import { ApiError } from "./errors";
import type { Store } from "./store";

/** Digest under which a token is kept, so that no state file holds one that works. */
export function tokenDigest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** What a request may do: `*`, or scopes such as `linodes:read_only`. */
export function authenticate(
  store: Store,
  header: string | undefined,
  accepted: ReadonlySet<string> | undefined,
): string {
  const token = /^Bearer\s+(\S+)$/i.exec(header ?? "")?.[1];
  if (token === undefined) throw unauthorized("Invalid Token");
  const digest = tokenDigest(token);
  const issued = store.where("token", "digest", digest)[0];
  if (issued !== undefined) return issued.scopes;
  if (accepted === undefined || accepted.has(digest)) return "*";
  throw unauthorized("Invalid Token");
}

/** Throws unless the scopes cover the request: reading needs either level, writing `read_write`. */
export function authorize(scopes: string, scope: string, method: Method): void {
  if (scopes === "*") return;
  const granted = scopes.split(/[ ,]+/);
  const needed = method === "GET" ? [`${scope}:read_only`, `${scope}:read_write`] : [`${scope}:read_write`];
  if (!needed.some((one) => granted.includes(one))) {
    throw unauthorized("Your OAuth token is not authorized to use this endpoint.");
  }
}

function unauthorized(reason: string): ApiError {
  return new ApiError(401, [{ reason }]);
}
