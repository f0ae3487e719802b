import { createPrivateKey, sign as signBytes } from "node:crypto";

/**
 * Seals JSON with age (`age-encryption.org/v1`, binary): only who has the recipient's identity can open it.
 *
 * @param recipient `age1…`
 */
export async function sealJson(value: unknown, recipient: string): Promise<Uint8Array> {
  const { Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(JSON.stringify(value));
}

/** Signs bytes with Ed25519: 64 bytes. @param signingKey PKCS #8, as PEM */
export const sign = (bytes: Uint8Array, signingKey: string): Uint8Array =>
  signBytes(null, bytes, createPrivateKey(signingKey));
