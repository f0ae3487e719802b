import { sealJson } from "./seal";

/** What a running host is told, again with each change. */
export interface Message {
  /** Milliseconds since 1970; it only rises, and a host takes nothing older than what it has. */
  readonly serial: number;
  /** Whom it is for: a message for another host is refused, whoever can open it. */
  readonly host: string;
  /** The host's seed as it is: a cloud-config behind gzip and base64. */
  readonly cloudConfig: string;
  /** Files in `/etc/bastide/secrets`, by name: letters, digits, `.`, `_` and `-`, a letter or digit first. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Where a host's message lies in the exchange bucket, and its signature. */
export const messageKey = (host: string): string => `messages/${host}`;
export const signatureKey = (host: string): string => `${messageKey(host)}.sig`;

/** Where a host reports what it has reached. */
export const statusKey = (host: string): string => `status/${host}`;

const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The names that can't be a file's in the folder of secrets. */
export const badNames = (secrets: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(secrets).filter((name) => !fileName.test(name));

/** Seals a message for one host. @throws Error where a secret's name could lead out of the folder */
export async function seal(message: Message, recipient: string): Promise<Uint8Array> {
  const bad = badNames(message.secrets);
  if (bad.length > 0)
    throw new Error(`The message for ${message.host} has secrets that can't be files: ${bad.join(", ")}.`);
  return sealJson(message, recipient);
}
