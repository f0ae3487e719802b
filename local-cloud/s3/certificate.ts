import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { makeAuthority } from "../core/authority";

/** What a TLS listener needs, and what its clients do. */
export interface Certificate {
  key: string;
  cert: string;
  /** File with the authority that clients have to trust. */
  caFile: string;
}

const days = 365;
const renewBefore = 30 * 24 * 60 * 60 * 1000;

/**
 * The certificate in the directory, of the host and other names, or a new one. The authority's key signs this one certificate and is forgotten, so
 * trusting the authority can't be turned against anyone.
 */
export async function certificateIn(
  directory: string,
  host: string,
  names: readonly string[] = [],
): Promise<Certificate> {
  const files = {
    ca: join(directory, "ca.pem"),
    cert: join(directory, "server.pem"),
    key: join(directory, "server-key.pem"),
  };
  if (
    ![host, ...names].every((name) => isUsable(files.cert, name)) ||
    !existsSync(files.ca) ||
    !existsSync(files.key)
  ) {
    const authority = await makeAuthority("Bastide local cloud", days);
    const made = await authority.issue([...new Set(["localhost", "127.0.0.1", "::1", host, ...names])]);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(files.key, made.key, { mode: 0o600 });
    writeFileSync(files.cert, made.cert);
    writeFileSync(files.ca, authority.pem);
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
