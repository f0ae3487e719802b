import { createHash } from "node:crypto";
import { ApiError } from "./errors";
import type { World } from "./world";

/** Digest under which a token is kept, so that no state file holds one that works. */
export function tokenDigest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/**
 * What a request may do: `*`, or scopes such as `linodes:read_only`; undefined for a token that nobody gave out, that was
 * revoked or that has expired.
 */
export function callerOf(
  { store, clock }: World,
  header: string | undefined,
  accepted: ReadonlySet<string> | undefined,
): string | undefined {
  const token = /^Bearer\s+(\S+)$/i.exec(header ?? "")?.[1];
  if (token === undefined) return undefined;
  const digest = tokenDigest(token);
  const issued = store.where("token", "digest", digest)[0];
  if (issued !== undefined) return issued.expiry > clock.timestamp() ? issued.scopes : undefined;
  if (store.get("revokedToken", digest) !== undefined) return undefined;
  return accepted === undefined || accepted.has(digest) ? "*" : undefined;
}

/** The same; throws 401 where there is nobody. */
export function authenticate(
  world: World,
  header: string | undefined,
  accepted: ReadonlySet<string> | undefined,
): string {
  const scopes = callerOf(world, header, accepted);
  if (scopes === undefined) throw unauthorized("Invalid Token");
  return scopes;
}

/** Throws 401 unless the scopes cover all that the endpoint wants: `read_write` includes `read_only`. */
export function authorize(scopes: string, accepted: string): void {
  if (accepted === "*" || covers(scopes, accepted)) return;
  throw unauthorized("Your OAuth token is not authorized to use this endpoint.");
}

/** Whether scopes include all the others: `*` everything, `read_write` and a group's `*` whatever may be done to it. */
export function covers(scopes: string, others: string): boolean {
  if (scopes === "*") return true;
  const granted = new Set(scopes.split(/[ ,]+/));
  const covered = (wanted: string): boolean => {
    const [group, level] = wanted.split(":");
    const enough = level === "read_only" ? ["read_only", "read_write", "*"] : [level, "read_write", "*"];
    return enough.some((one) => granted.has(`${group}:${one}`));
  };
  return others.split(/[ ,]+/).every(covered);
}

function unauthorized(reason: string): ApiError {
  return new ApiError(401, [{ reason }]);
}
