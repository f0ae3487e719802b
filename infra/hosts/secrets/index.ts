import type { HostDescription } from "../description";
import { alerts } from "./alerts";
import { backup } from "./backup";
import { database } from "./database";
import { endpoint } from "./endpoint";
import { logs } from "./logs";
import { objects } from "./objects";
import { service } from "./service";
import { tls } from "./tls";
import { wireguard } from "./wireguard";

/** Where the files lie on a host: on its encrypted disk, for root alone. */
export const secretsFolder = "/etc/bastide/secrets";

/**
 * What a host is told besides its description: what is secret, and what is known only once it exists. It reaches the host sealed, after
 * its first boot, and again with each change (`docs/adr/20261125-how-a-host-becomes-itself.md`).
 */
export interface HostSecrets {
  /** The region that takes writes when the cluster is first made. */
  readonly activeRegion: string;
  readonly wireguard: {
    /** In base64. */
    readonly privateKey: string;
    /** Without managed devices: those are in the host's description. */
    readonly peers: readonly WireguardPeer[];
  };
  readonly certificates: {
    /** The class's own authority, as PEM. */
    readonly authority: string;
    /** The host's certificate for both ends of connections, as PEM. Names: host name and fqdn; addresses: overlay and VPC. */
    readonly certificate: string;
    /** PKCS #8, as PEM. */
    readonly key: string;
  };
  /** Authorities of other classes, by class, as PEM: to know senders and the receiver of logs. */
  readonly otherAuthorities: Readonly<Record<string, string>>;
  /** The passwords that the host's role needs, by purpose (`topology/index.ts`). */
  readonly passwords: Readonly<Record<string, string>>;
  readonly buckets: readonly BucketAccess[];
  /** The published endpoint's certificate, for its edges: of an authority that customers' programs know, chain included. */
  readonly endpoint?: { readonly certificate: string; readonly key: string };
}

/** Another end of the tunnel. */
export interface WireguardPeer {
  readonly name: string;
  /** In base64. */
  readonly publicKey: string;
  /** `ADDRESS:PORT`; none for a peer that calls this host itself. */
  readonly endpoint?: string;
  /** Networks that are behind it. */
  readonly allowed: readonly string[];
}

/** A bucket that the host may use, with the key for it. */
export interface BucketAccess {
  readonly role: "backup" | "objects";
  /** Where the bucket lies. */
  readonly region: string;
  /** Host, or host and port, of S3 in that region. */
  readonly endpoint: string;
  readonly name: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** Text of files in {@link secretsFolder}, by name. */
export type SecretFiles = Readonly<Record<string, string>>;

/** One area's files; none where the host has no part in it. */
export type SecretRenderer = (host: HostDescription, secrets: HostSecrets) => SecretFiles;

const renderers: readonly SecretRenderer[] = [
  tls,
  wireguard,
  alerts,
  logs,
  endpoint,
  service,
  objects,
  database,
  backup,
];

/** All files of a host in {@link secretsFolder}. */
export const secretFiles: SecretRenderer = (host, secrets) =>
  Object.assign({}, ...renderers.map((render) => render(host, secrets))) as SecretFiles;
