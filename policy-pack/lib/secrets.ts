import { gunzipSync } from "node:zlib";
import { type Keyed, keyed, type Plain } from "./plain";

/** What a secret looks like, and what to call it in a message; test/policy-pack/lib/secrets.test.ts compares with secretlint. */
const shapes: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: "a private key", pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
  { kind: "a private key", pattern: /\bPrivateKey\s*=\s*[A-Za-z0-9+/]{43}=/ },
  { kind: "a private key", pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/ },
  {
    kind: "a token",
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|xox[abprs]-[A-Za-z0-9-]{10,})/,
  },
  {
    kind: "a token",
    pattern: /\b(?:glpat-[\w-]{20,}|npm_[A-Za-z0-9]{36}|pul-[0-9a-f]{40}|dckr_pat_[\w-]{20,})/,
  },
  {
    kind: "a token",
    pattern: /\b(?:sk-(?:ant|proj)-[\w-]{20,}|[sr]k_live_[A-Za-z0-9]{20,}|SG\.[\w-]{20,}\.[\w-]{20,})/,
  },
  { kind: "a token", pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/ },
  {
    kind: "an address with a password",
    pattern: /\b[a-z][a-z0-9+]{1,20}:\/\/[^\s:/@"'$]{1,64}:[^\s:/@"'$<{]{3,128}@/i,
  },
  { kind: "an access key", pattern: /\bA(?:KIA|SIA)[A-Z0-9]{16}\b/ },
  { kind: "a token", pattern: /\bBearer\s+[A-Za-z0-9._~+/-]{20,}/ },
  {
    kind: "a password or token",
    pattern:
      /(?:password|passwd|passphrase|secret|secret[_-]?key|token|api[_-]?key)\b["']?\s*[:=]\s*["']?(?=[^\s"']*\d)(?=[^\s"']*[A-Za-z])[A-Za-z0-9+_=-]{12,}/i,
  },
];

/**
 * What kind of secret a text holds in plain sight, also behind base64 or gzip; `undefined` when none is seen.
 * Hashed passwords (`$6$…`), file names and placeholders are no secrets.
 */
export function secretIn(text: string): string | undefined {
  for (const layer of layersOf(text).filter(isReadable)) {
    const shape = shapes.find(({ pattern }) => pattern.test(layer));
    if (shape) {
      return shape.kind;
    }
    if (assignments(layer).some(isRandom)) {
      return "what looks like a generated secret";
    }
  }
  return undefined;
}

/** What a map's key is called whose value is a secret, whatever the value looks like: `admin_password`, `apiKey`. */
const secretKey =
  /(?:(?:^|[_.-])pass|password|passwd|passphrase|secret|token|(?:api|private|secret|access)[_.-]?key)$/i;
/** Says where a secret is, or that there is none: a variable, a template's place, a file, a hash, or a word such as `none`. */
const reference =
  /^(?:\$\w+|\$?\{.*\}|<.*>|(?:file:\/\/)?\/[\w./-]+|.*\$(?:[0-9]\w?|y|argon2\w*)\$.*|none|null|true|false|locked|)$/i;

/**
 * What kind of secret a value holds in plain sight, however deep. A map's key counts as what its value is called: Linode hands
 * StackScript data to the script as `KEY=value`.
 *
 * @param isStart whether the value is what a host starts with: then what stands under a key such as `admin_password` is a secret,
 *   however short, unless it says only where the secret is
 */
export function secretInside(value: Plain | undefined, isStart = false): string | undefined {
  return keyed(value)
    .map((one) => secretIn(one.text) ?? secretCalled(one, isStart))
    .find((kind) => kind !== undefined);
}

function secretCalled({ key, text }: Keyed, isStart: boolean): string | undefined {
  if (key === "") {
    return undefined;
  }
  if (isStart && secretKey.test(key)) {
    return reference.test(text.trim()) ? undefined : "a password or token";
  }
  return unwrapped(text).some(isPrintable) ? undefined : secretIn(`${key}: ${text}`);
}

/** Whether it is text that was packed, and not bytes that merely look so. */
function isPrintable(text: string): boolean {
  return !/[^\P{C}\s]|\uFFFD/u.test(text);
}

const packed = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

/** A long text that is packed says nothing itself; what is in it is a layer of its own. */
function isReadable(text: string): boolean {
  return text.length <= longest || !packed.test(text);
}

/** A text as it is, and what it is again and again behind base64 or gzip. */
export function layersOf(text: string): readonly string[] {
  return [text, ...unwrapped(text)];
}

/** Names whose values are long and random and yet public. */
const publicNames =
  /pub|peer|sum|sha\d|md5|digest|hash|finger|cert|wireguard|authorized|known_?hosts|keyid|uuid|nonce|etag|content/i;
const longest = 200;

/** The values that a text gives to names, where the name does not say that the value is public. */
function assignments(text: string): readonly string[] {
  const pattern = /(?<![\w.-])([\w.-]{2,60})["']?\s{0,3}[:=]\s{0,3}["']?([A-Za-z0-9+/_=-]{32,})/g;
  return [...text.matchAll(pattern)].flatMap(([, name = "", value = ""]) =>
    publicNames.test(name) || value.length > longest ? [] : [value],
  );
}

/** Whether a part of a value is as random as a generator makes it: words, paths and host names are not. */
function isRandom(value: string): boolean {
  return value.split(/[/_-]/).some((part) => {
    const isHex = /^[0-9a-f]{32,}$/i.test(part);
    const isMixed = part.length >= 20 && /[a-z]/.test(part) && /[A-Z]/.test(part) && /\d/.test(part);
    return (isHex && entropyOf(part) > 3.2) || (isMixed && entropyOf(part) > 3.8);
  });
}

/** Shannon's measure, in bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}

function unwrapped(text: string): readonly string[] {
  if (text.length < 16 || !packed.test(text)) {
    return [];
  }
  const compact = text.replaceAll(/\s/g, "");
  const bytes = Buffer.from(compact, "base64");
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const inner = (isGzip ? gunzipSync(bytes, { maxOutputLength: 4 << 20 }) : bytes).toString("utf8");
    return [inner, ...unwrapped(inner)];
  } catch {
    return [];
  }
}
