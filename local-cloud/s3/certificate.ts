import { webcrypto, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";

/** What a TLS listener needs, and what its clients do. */
export interface Certificate {
  key: string;
  cert: string;
  /** File with the authority that clients have to trust. */
  caFile: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 24 * 60 * 60 * 1000;
const lifetime = 365 * day;
const renewBefore = 30 * day;

/**
 * The certificate in the directory, or a new one. The authority's key signs this one certificate and is forgotten, so
 * trusting the authority can't be turned against anyone.
 */
export async function certificateIn(directory: string, host: string): Promise<Certificate> {
  const files = {
    ca: join(directory, "ca.pem"),
    cert: join(directory, "server.pem"),
    key: join(directory, "server-key.pem"),
  };
  if (!isUsable(files.cert, host) || !existsSync(files.ca) || !existsSync(files.key)) {
    const made = await make(host);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(files.key, made.key, { mode: 0o600 });
    writeFileSync(files.cert, made.cert);
    writeFileSync(files.ca, made.ca);
  }
  return {
    key: readFileSync(files.key, "utf8"),
    cert: readFileSync(files.cert, "utf8"),
    caFile: files.ca,
  };
}

function isUsable(file: string, host: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const certificate = new X509Certificate(readFileSync(file));
    const named = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host);
    return named !== undefined && Date.parse(certificate.validTo) - Date.now() > renewBefore;
  } catch {
    return false;
  }
}

async function make(host: string): Promise<{ key: string; cert: string; ca: string }> {
  // Loaded for a new certificate only: that takes as long as all the rest of a start.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto);
  const notBefore = new Date(Date.now() - day);
  const notAfter = new Date(Date.now() + lifetime);
  const authorityKeys = await newKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: "CN=Bastide local cloud",
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const keys = await newKeys();
  const names = new Set(["127.0.0.1", "::1", "localhost", host]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: "CN=localhost",
    issuer: authority.subject,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        [...names].map((name) => ({ type: isIP(name) ? ("ip" as const) : ("dns" as const), value: name })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const exported = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    key: x509.PemConverter.encode(exported, "PRIVATE KEY"),
    cert: certificate.toString("pem"),
    ca: authority.toString("pem"),
  };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

function serial(): string {
  return `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString("hex")}`;
}
