import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

import { overlayPorts } from "../../topology/overlay";
import type { SecretFiles, SecretRenderer } from "./index";

/** The database of a class's service. */
export const serviceDatabase = "bastide";

/** Who connects to it: the owner changes the schema when the service starts, the other reads and writes and sees one customer at a time. */
export const serviceRoles = {
  owner: { login: "bastide_owner", purpose: "service-owner" },
  service: { login: "bastide_service", purpose: "service" },
} as const;

const rounds = 4096;

/**
 * What PostgreSQL keeps of a password (RFC 5803), so that data nodes never have the password itself. The salt comes from the password:
 * the same one gives the same text, and nothing has to be remembered.
 */
export function scramVerifier(login: string, password: string): string {
  const salt = createHmac("sha256", password).update(`bastide ${login}`).digest().subarray(0, 16);
  const salted = pbkdf2Sync(password, salt, rounds, 32, "sha256");
  const key = (name: string) => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(key("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${rounds}:${salt.toString("base64")}$${stored}:${key("Server Key").toString("base64")}`;
}

/**
 * A connection as libpq reads it: every data node of the site is asked, and the one that takes writes is chosen. Where the certificates lie
 * is said by who connects.
 */
function connection(
  user: string,
  { login, password, hosts }: { login: string; password: string; hosts: readonly string[] },
): string {
  const settings = {
    host: hosts.join(","),
    port: overlayPorts.database,
    dbname: serviceDatabase,
    user: login,
    password,
    sslmode: "verify-full",
    ssl_min_protocol_version: "TLSv1.3",
    require_auth: "scram-sha-256",
    target_session_attrs: "read-write",
    // A data node that is lost says nothing: given up soon, so that the next one is asked while the database fails over (BC-1).
    connect_timeout: 2,
    keepalives_idle: 2,
    keepalives_interval: 1,
    keepalives_count: 3,
    tcp_user_timeout: 3_000,
    application_name: user,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  return `[bastide]\n${lines.join("")}`;
}

/** AC-6, NW-3: how the service reaches its database; data nodes get what makes its two roles, without a password. */
export const service: SecretRenderer = (host, { passwords }): SecretFiles => {
  if (host.endpoint === undefined) return {};
  const { owner, service: reader } = serviceRoles;
  const [ownerPassword, password] = [passwords[owner.purpose], passwords[reader.purpose]];
  if (ownerPassword === undefined || password === undefined) return {};
  if (host.role === "data") {
    const verifiers = [
      [owner.login, ownerPassword],
      [reader.login, password],
    ].map(([login = "", secret = ""]) => `${login} ${scramVerifier(login, secret)}\n`);
    return { "service-roles": verifiers.join("") };
  }
  if (host.role !== "service") return {};
  const hosts =
    host.sites.find(({ region }) => region === host.region)?.dataNodes.map((node) => node.overlay) ?? [];
  return {
    "service.conf": connection("bastide-service", { login: reader.login, password, hosts }),
    "schema.conf": connection("bastide-schema", {
      login: owner.login,
      password: ownerPassword,
      hosts,
    }),
  };
};
