import { gunzipSync } from "node:zlib";
import { describeHost, type HostDescription } from "../../../infra/hosts/description";
import { type HostSecrets, secretFiles, type WireguardPeer } from "../../../infra/hosts/secrets";
import { planTopology } from "../../../infra/topology";
import { nodesOfSite } from "../../../infra/topology/overlay";
import { planPeers } from "../../../infra/topology/peers";
import { ports } from "../../../infra/topology/ports";
import type { Authority } from "../../../local-cloud/hosts";
import { prodConfig } from "../../support/infraConfigs";
import type { Exchange } from "./exchange";
import { certified } from "./laid";
import { type Message, type Pair, type Writer, wireguardPair } from "./letters";
import type { UserDataOf } from "./prodHosts";

/** The hosts of one class with all that they are told: keys, tickets and messages. */
export interface Told {
  readonly hosts: ReadonlyMap<string, HostDescription>;
  /** The secrets of a host, before they are files. */
  secrets(name: string): Promise<HostSecrets>;
  /** What the host would be told now; `change` alters it. */
  message(name: string, change?: Partial<Message>): Promise<Message>;
  /** Puts a message where the host finds it. */
  tell(message: Message, at?: string): Promise<void>;
  /**
   * Puts a ticket's object into the bucket. Returns the line that the host gets, and the object's name.
   *
   * @param madeAt milliseconds since 1970; default: before all messages
   */
  ticket(
    name: string,
    from?: Date,
    madeAt?: number,
  ): Promise<{ readonly line: string; readonly key: string }>;
  /** The host's own identity. */
  identity(name: string): Pair;
}

export interface ToldOptions {
  readonly dataClass: string;
  readonly exchange: Exchange;
  readonly bucket: string;
  /** The bucket of the database's backups, on the same server. */
  readonly backup: string;
  readonly writer: Writer;
  readonly authority: Authority;
  readonly userDataOf: UserDataOf;
  /** Public addresses of gateways, by region. */
  readonly publicAddresses: Readonly<Record<string, string>>;
}

/** Passwords of every purpose: hosts of tests have nothing to hide. */
const passwords = new Proxy<Record<string, string>>(
  {},
  { get: (_, purpose) => `Password0Of1${String(purpose).replaceAll("-", "")}` },
);

const kept = <T>(make: (name: string) => T) => {
  const made = new Map<string, T>();
  return (name: string): T => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
};

/** Prepares what all hosts of a class are told. */
export function tellHosts(options: ToldOptions): Told {
  const { dataClass, exchange, bucket, backup, writer, authority, userDataOf, publicAddresses } = options;
  const config = prodConfig();
  const { plan } = planTopology(config);
  const enclave = plan.enclaves.find((one) => one.dataClass.id === dataClass);
  if (enclave === undefined) throw new Error(`Production has no ${dataClass}.`);
  const nodes = enclave.sites.flatMap((site) =>
    nodesOfSite(site).map((node) => ({ site, node, host: describeHost(enclave, site, node, config) })),
  );
  const hosts = new Map(nodes.map(({ node, host }) => [node.name, host]));
  const described = (name: string) => {
    const found = nodes.find(({ node }) => node.name === name);
    if (found === undefined) throw new Error(`Production has no ${name}.`);
    return found;
  };
  const tunnel = kept(() => wireguardPair());
  const identity = kept(() => writer.identity());
  const certificate = kept((name) => certified(described(name).host, authority));
  /** Edges have the published names'. */
  const published = kept(async (name): Promise<Pick<HostSecrets, "endpoint">> => {
    const { endpoint } = described(name).host;
    if (endpoint === undefined) return {};
    const { cert, key } = await authority.issue(endpoint.names);
    return { endpoint: { certificate: cert, key } };
  });
  /** As the plan has them; the other end of a tunnel to another class is in no test's world. */
  const peers = (name: string): WireguardPeer[] => {
    const { site, node, host } = described(name);
    return planPeers(enclave, site, node, host.logs).flatMap(({ of, at, allowed }) => {
      const address = "vpc" in at ? at.vpc : publicAddresses[at.region];
      if (!("node" in of) || address === undefined) return [];
      const publicKey = tunnel(of.node).public;
      return [{ name: of.node, publicKey, endpoint: `${address}:${ports.tunnel}`, allowed }];
    });
  };
  const secrets = async (name: string): Promise<HostSecrets> => {
    const { cert, key } = await certificate(name);
    return {
      activeRegion: plan.activeRegion,
      wireguard: { privateKey: tunnel(name).secret, peers: peers(name) },
      certificates: { authority: authority.pem, certificate: cert, key },
      // No host of another class is in the world of a test: any authority will do for theirs.
      otherAuthorities: Object.fromEntries(plan.enclaves.map(({ dataClass: { id } }) => [id, authority.pem])),
      passwords,
      buckets: [{ role: "backup", ...exchange.bucket(backup) }],
      ...(await published(name)),
    };
  };
  const made = Date.now();
  let serial = made;
  return {
    hosts,
    secrets,
    identity,
    async message(name, change = {}) {
      const { node, host } = described(name);
      serial += 1;
      return {
        serial,
        host: name,
        cloudConfig: gunzipSync(userDataOf(node.label)).toString(),
        secrets: secretFiles(host, await secrets(name)),
        ...change,
      };
    },
    async tell(message, at = message.host) {
      const { sealed, signature } = writer.write(message, identity(at).public);
      await exchange.put(bucket, `messages/${at}`, sealed);
      await exchange.put(bucket, `messages/${at}.sig`, signature);
    },
    async ticket(name, from, madeAt = made) {
      const once = writer.identity();
      const content = {
        host: name,
        identity: identity(name).secret,
        verifyKey: writer.verifyKey,
        made: madeAt,
        bucket: exchange.bucket(bucket),
      };
      const key = `tickets/${name}-0001`;
      await exchange.put(bucket, key, writer.seal(JSON.stringify(content), once.public));
      return { line: `${await exchange.presigned(bucket, key, from)} ${once.secret}`, key };
    },
  };
}
