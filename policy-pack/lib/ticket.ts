import type { Plain } from "./plain";

/** The name under which a first-boot script gets its host's ticket. */
const field = "TICKET";
const longestSeconds = 86_400;

/**
 * Whether a text is a ticket and nothing else: one address that is signed for a day at most, and the one-time identity that opens what lies
 * there. Whoever reads it later finds the address expired and the object gone, so it is the one secret that may stand where a host starts.
 */
export function isTicket(text: string): boolean {
  const [, address = ""] = /^(https:\/\/[^\s@]+) AGE-SECRET-KEY-1[A-Z0-9]{58}$/.exec(text) ?? [];
  if (!URL.canParse(address)) {
    return false;
  }
  const { searchParams, pathname } = new URL(address);
  const seconds = searchParams.getAll("X-Amz-Expires");
  return (
    /\/tickets\/[\w-]+$/.test(pathname) &&
    searchParams.has("X-Amz-Signature") &&
    seconds.length === 1 &&
    /^\d{1,5}$/.test(seconds[0] ?? "") &&
    Number(seconds[0]) <= longestSeconds
  );
}

/** What a host starts with, without its ticket; a text under the ticket's name that is none stays. */
export function withoutTicket(data: Plain | undefined): Plain | undefined {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return data;
  }
  const kept = Object.entries(data).filter(
    ([key, value]) => !(key === field && typeof value === "string" && isTicket(value)),
  );
  return Object.fromEntries(kept) as Plain;
}
