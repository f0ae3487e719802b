import { webcrypto } from "node:crypto";
import { isIP } from "node:net";

/** A certificate authority whose key stays in memory: it ends with whoever made it, and can't be turned against anyone. */
export interface Authority {
  /** Its certificate, as PEM. */
  readonly pem: string;
  /** A certificate for either end of a connection, of these names and addresses, with its key, both as PEM. The first names its subject. */
  issue(names: readonly string[]): Promise<{ cert: string; key: string }>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 24 * 60 * 60 * 1000;

/** Makes a new authority. It and all that it issues are good from a day ago, for clocks that are late, for `days` to come. */
export async function makeAuthority(name: string, days: number): Promise<Authority> {
  // Loaded when it is needed only: it takes as long as all the rest of a start.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto);
  const validity = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + days * day) };
  const keys = await newKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
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
    pem: `${authority.toString("pem")}\n`,
    async issue(names) {
      const own = await newKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        ...validity,
        serialNumber: serial(),
        subject: `CN=${names[0] ?? "server"}`,
        issuer: authority.subject,
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
