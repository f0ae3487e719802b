import { createPublicKey, generateKeyPairSync } from "node:crypto";

/** A key pair that signs messages: Ed25519, as PEM (PKCS #8 and SPKI). */
export interface SigningKeys {
  readonly signingKey: string;
  readonly verifyKey: string;
}

/** A key pair of a tunnel's end: X25519, 32 bytes each, in base64, as `wg` writes them. */
export interface TunnelKeys {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** An age key pair: `AGE-SECRET-KEY-1…` and `age1…`. */
export interface AgeKeys {
  readonly identity: string;
  readonly recipient: string;
}

/** Makes a pair that signs. */
export function makeSigningKeys(): SigningKeys {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    signingKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    verifyKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}

/** A key's 32 bytes, which are the end of its DER form (RFC 8410). */
const raw = (der: Buffer): string => der.subarray(-32).toString("base64");

/** Makes a pair for a tunnel's end. */
export function makeTunnelKeys(): TunnelKeys {
  const { privateKey } = generateKeyPairSync("x25519");
  return {
    privateKey: raw(privateKey.export({ type: "pkcs8", format: "der" })),
    publicKey: raw(createPublicKey(privateKey).export({ type: "spki", format: "der" })),
  };
}

/** Makes a pair that seals and opens. */
export async function makeAgeKeys(): Promise<AgeKeys> {
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}
