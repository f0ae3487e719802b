import { webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";

import { writeWhole } from "./files";

/** A certificate authority. Unless it is kept in a file, its key stays in memory: it ends with whoever made it. */
export interface Authority {
  /** Its certificate, as PEM. */
  readonly pem: string;
  /** A certificate for either end of a connection, of these names and addresses, with its key, both as PEM. The first names its subject. */
  issue(names: readonly string[]): Promise<{ cert: string; key: string }>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 24 * 60 * 60 * 1000;

/** Loaded when it is needed only: it takes as long as all the rest of a start. */
async function library() {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto);
  return x509;
}

/** What is good from a day ago, for clocks that are late. */
const validFor = (days: number) => ({
  notBefore: new Date(Date.now() - day),
  notAfter: new Date(Date.now() + days * day),
});

/** Makes a new authority. It and all that it issues are good from a day ago, for `days` to come. */
export async function makeAuthority(name: string, days: number): Promise<Authority> {
  const keys = await newKeys();
  return issuing(await selfSigned(name, days, keys), keys, days);
}

/**
 * The authority in a file that only its owner can read; makes it, and the file, if there is none. For an authority that somebody trusts for
 * longer than this process lives.
 */
export async function keptAuthority(file: string, name: string, days: number): Promise<Authority> {
  if (!existsSync(file)) {
    const keys = await newKeys();
    const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
    writeWhole(file, JSON.stringify({ pem: await selfSigned(name, days, keys), key }));
  }
  const { pem, key } = JSON.parse(readFileSync(file, "utf8")) as { pem: string; key: string };
  const x509 = await library();
  const privateKey = await webcrypto.subtle.importKey("pkcs8", Buffer.from(key, "base64"), algorithm, false, [
    "sign",
  ]);
  const publicKey = await new x509.X509Certificate(pem).publicKey.export(algorithm, ["verify"]);
  return issuing(pem, { privateKey, publicKey: publicKey as webcrypto.CryptoKey }, days);
}

async function selfSigned(name: string, days: number, keys: webcrypto.CryptoKeyPair): Promise<string> {
  const x509 = await library();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validFor(days),
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
  return `${authority.toString("pem")}\n`;
}

async function issuing(pem: string, keys: webcrypto.CryptoKeyPair, days: number): Promise<Authority> {
  const x509 = await library();
  const issuer = new x509.X509Certificate(pem).subject;
  return {
    pem,
    async issue(names) {
      const own = await newKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        ...validFor(days),
        serialNumber: serial(),
        subject: `CN=${names[0] ?? "server"}`,
        issuer,
        signingAlgorithm: algorithm,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
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
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ],
      });
      const exported = await webcrypto.subtle.exportKey("pkcs8", own.privateKey);
      return {
        cert: `${certificate.toString("pem")}\n`,
        key: `${x509.PemConverter.encode(exported, "PRIVATE KEY")}\n`,
      };
    },
  };
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

function serial(): string {
  return `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString("hex")}`;
}
