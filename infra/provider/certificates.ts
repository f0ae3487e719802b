import { createPrivateKey, webcrypto } from "node:crypto";
import { isIP } from "node:net";

/** A certificate with its key (PKCS #8), both as PEM, and the moment from which it is no longer good. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
  /** ISO 8601. */
  readonly notAfter: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" };
const dayMs = 86_400_000;

async function load() {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto);
  return x509;
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

/** Positive, and with more than 64 random bits. */
const serial = (): string =>
  `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString("hex")}`;

/** From an hour ago, for clocks that are late. */
const validity = (days: number) => ({
  notBefore: new Date(Date.now() - 3_600_000),
  notAfter: new Date(Date.now() + days * dayMs),
});

const pemOf = async (key: webcrypto.CryptoKey): Promise<string> => {
  const der = await webcrypto.subtle.exportKey("pkcs8", key);
  return createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" })
    .export({ type: "pkcs8", format: "pem" })
    .toString();
};

/** Both halves of a private key that is given as PEM. */
async function keysOf(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const der = createPrivateKey(pem).export({ type: "pkcs8", format: "der" });
  const privateKey = await webcrypto.subtle.importKey("pkcs8", der, algorithm, true, ["sign"]);
  const { d: _, key_ops: __, ...half } = await webcrypto.subtle.exportKey("jwk", privateKey);
  return {
    privateKey,
    publicKey: await webcrypto.subtle.importKey("jwk", half, algorithm, true, ["verify"]),
  };
}

/**
 * A certificate for an authority that signs hosts' certificates and no other authority's.
 *
 * @param key of an earlier certificate, which the new one then replaces without a change to those it has signed; a new one where it is left out
 */
export async function makeAuthority(name: string, days: number, key?: string): Promise<Certified> {
  const x509 = await load();
  const keys = key === undefined ? await newKeys() : await keysOf(key);
  const dates = validity(days);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...dates,
    serialNumber: serial(),
    name: `CN=${name}`,
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificate: `${certificate.toString("pem")}\n`,
    key: key ?? (await pemOf(keys.privateKey)),
    notAfter: dates.notAfter.toISOString(),
  };
}

/** A host's certificate for both ends of connections, with a new key. @param names the first is its subject; addresses among them */
export async function issue(
  authority: { readonly certificate: string; readonly key: string },
  names: readonly string[],
  days: number,
): Promise<Certified> {
  const x509 = await load();
  const issuer = new x509.X509Certificate(authority.certificate);
  const [own, signer] = await Promise.all([newKeys(), keysOf(authority.key)]);
  const dates = validity(days);
  const certificate = await x509.X509CertificateGenerator.create({
    ...dates,
    serialNumber: serial(),
    subject: `CN=${names[0] ?? "host"}`,
    issuer: issuer.subject,
    signingAlgorithm: algorithm,
    publicKey: own.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      new x509.SubjectAlternativeNameExtension(
        names.map((each) => ({ type: isIP(each) ? ("ip" as const) : ("dns" as const), value: each })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey),
    ],
  });
  return {
    certificate: `${certificate.toString("pem")}\n`,
    key: await pemOf(own.privateKey),
    notAfter: dates.notAfter.toISOString(),
  };
}

/** Whether a certificate has fewer days left. */
export const endsWithin = (days: number, notAfter: unknown): boolean =>
  typeof notAfter !== "string" || Date.parse(notAfter) - Date.now() < days * dayMs;
