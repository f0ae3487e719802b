import { execFileSync } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import type { Base } from "../../../local-cloud/hosts";

/** A pair of keys as `age` and WireGuard write them. */
export interface Pair {
  readonly secret: string;
  readonly public: string;
}

/** What is said to a host. */
export interface Message {
  readonly serial: number;
  readonly host: string;
  /** The text that the seed packs; it is packed on its way. */
  readonly cloudConfig: string;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Whoever may write to hosts: signs with one key, and seals with Debian's own `age`, so that nothing of ours is on both sides. */
export interface Writer {
  readonly verifyKey: string;
  identity(): Pair;
  /** The sealed message and its signature. */
  write(message: Message, recipient: string): { readonly sealed: Buffer; readonly signature: Buffer };
  seal(text: string, recipient: string): Buffer;
}

/** Makes a writer with a signing key of its own. */
export function makeWriter(base: Base): Writer {
  const tools = join(base.layers[0] ?? "", "usr/bin");
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const seal = (text: string, recipient: string) =>
    execFileSync(join(tools, "age"), ["--encrypt", "--recipient", recipient], { input: text });
  return {
    verifyKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    identity() {
      const text = execFileSync(join(tools, "age-keygen"), {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      return {
        secret: /^AGE-SECRET-KEY-1\w+$/m.exec(text)?.[0] ?? "",
        public: /^# public key: (\w+)$/m.exec(text)?.[1] ?? "",
      };
    },
    seal,
    write(message, recipient) {
      const cloudConfig = gzipSync(message.cloudConfig).toString("base64");
      const sealed = seal(JSON.stringify({ ...message, cloudConfig }), recipient);
      return { sealed, signature: sign(null, sealed, privateKey) };
    },
  };
}

/** A pair of WireGuard's: both are the last 32 bytes of their encodings. */
export function wireguardPair(): Pair {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  const last = (der: Buffer) => der.subarray(-32).toString("base64");
  return {
    secret: last(privateKey.export({ type: "pkcs8", format: "der" })),
    public: last(publicKey.export({ type: "spki", format: "der" })),
  };
}
