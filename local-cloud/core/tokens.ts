import { createHash } from "node:crypto";
import { ApiError } from "./errors";
import type { Store } from "./store";

/** Digest under which a token is kept, so that no state file holds one that works. */
export function tokenDigest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** What a request may do: `*`, or scopes such as `linodes:read_only`; undefined for a token that nobody gave out. */
export function callerOf(
  store: Store,
  header: string | undefined,
  accepted: ReadonlySet<string> | undefined,
): string | undefined {
  const token = /^Bearer\s+(\S+)$/i.exec(header ?? "")?.[1];
  if (token === undefined) return undefined;
  const digest = tokenDigest(token);
  const issued = store.where("token", "digest", digest)[0];
  if (issued !== undefined) return issued.scopes;
  return accepted === undefined || accepted.has(digest) ? "*" : undefined;
}

/** The same; throws 401 where there is nobody. */
export function authenticate(
  store: Store,
  header: string | undefined,
  accepted: ReadonlySet<string> | undefined,
): string {
  const scopes = callerOf(store, header, accepted);
  if (scopes === undefined) throw unauthorized("Invalid Token");
  return scopes;
}

/** Throws 401 unless the scopes cover all that the endpoint wants: `read_write` includes `read_only`. */
export function authorize(scopes: string, accepted: string): void {
  if (scopes === "*" || accepted === "*") return;
  const granted = new Set(scopes.split(/[ ,]+/));
  const covered = (wanted: string): boolean =>
    granted.has(wanted) || granted.has(wanted.replace(/:read_only$/, ":read_write"));
  if (!accepted.split(",").every(covered)) {
    throw unauthorized("Your OAuth token is not authorized to use this endpoint.");
  }
}

function unauthorized(reason: string): ApiError {
  return new ApiError(401, [{ reason }]);
}
