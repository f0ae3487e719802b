/** Forms of text that can be told apart whatever they say. The first that fits counts. */
const forms: readonly (readonly [string, RegExp])[] = [
  ["timestamp", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/],
  ["timestamp with a zone", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S+$/],
  ["IPv4 address", /^\d{1,3}(\.\d{1,3}){3}$/],
  ["IPv4 network", /^\d{1,3}(\.\d{1,3}){3}\/\d+$/],
  ["IPv6 address", /^[0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*$/i],
  ["IPv6 network", /^[0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*\/\d+$/i],
  ["UUID", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i],
  ["path", /^\/v4\//],
  ["reverse name", /^[0-9-]+\.ip\.linodeusercontent\.com$/],
  ["IPv4 address with a port", /^\d{1,3}(\.\d{1,3}){3}:\d+$/],
  ["digest", /^(?=.*\d)[0-9a-f]{8,64}$/],
];

/** The form of a text, or `text`. */
export function formOf(text: string): string {
  return forms.find(([, pattern]) => pattern.test(text))?.[0] ?? "text";
}

/** Texts that the recording's authors put in place of secrets and names: only their type can be compared. */
export function isSanitised(text: string): boolean {
  return /sanitized|redacted|thisIsYour|^\*+$/i.test(text);
}

/** What an installation or an account calls its own: hosts, users, owners, its share of transfer. Only the type is compared. */
export const ownValues: ReadonlySet<string> = new Set([
  "username",
  "created_by",
  "author",
  "s3_endpoint",
  "hostname",
  "acl_xml",
  "quota",
  "euuid",
  // Where a person signed in from.
  "ip",
]);

/** A Linode's capability that Linode's staff grants an account, and nothing in a conversation decides. */
export const grantedCapability = "SMTP Enabled";

/**
 * What comes by itself some time after a thing was made: recorded after 15 seconds, and not yet after 45; on a copy, at
 * once or later.
 */
export const delayed = /(^|\.)backups\.(available|schedule\.(day|window))$/;

/**
 * Measurements of a moment: they are there or null depending on when one looks, and never the same twice.
 * Linode shows both for one and the same job.
 */
export const momentary: ReadonlySet<string> = new Set([
  "time_remaining",
  "rate",
  "duration",
  "percent_complete",
]);
