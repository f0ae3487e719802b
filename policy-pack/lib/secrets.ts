import { gunzipSync } from "node:zlib";

/** What a secret looks like, and what to call it in a message. */
const shapes: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: "a private key", pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
  { kind: "a private key", pattern: /\bPrivateKey\s*=\s*[A-Za-z0-9+/]{43}=/ },
  { kind: "a private key", pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/ },
  {
    kind: "a token",
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|xox[abprs]-[A-Za-z0-9-]{10,})/,
  },
  { kind: "an access key", pattern: /\bA(?:KIA|SIA)[A-Z0-9]{16}\b/ },
  { kind: "a token", pattern: /\bBearer\s+[A-Za-z0-9._~+/-]{20,}/ },
  {
    kind: "a password or token",
    pattern:
      /\b[\w-]*(?:password|passwd|passphrase|secret|secret[_-]?key|token|api[_-]?key)\b["']?\s*[:=]\s*["']?(?=[^\s"']*\d)(?=[^\s"']*[A-Za-z])[A-Za-z0-9+_=-]{12,}/i,
  },
];

/**
 * What kind of secret a text holds in plain sight, also behind base64 or gzip; `undefined` when none is seen.
 * Hashed passwords (`$6$…`), file names and placeholders are no secrets.
 */
export function secretIn(text: string): string | undefined {
  return [text, ...unwrapped(text)].flatMap((layer) =>
    shapes.flatMap(({ kind, pattern }) => (pattern.test(layer) ? [kind] : [])),
  )[0];
}

function unwrapped(text: string): readonly string[] {
  const compact = text.replaceAll(/\s/g, "");
  if (compact.length < 16 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) {
    return [];
  }
  const bytes = Buffer.from(compact, "base64");
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const inner = (isGzip ? gunzipSync(bytes, { maxOutputLength: 4 << 20 }) : bytes).toString("utf8");
    return [inner, ...unwrapped(inner)];
  } catch {
    return [];
  }
}
