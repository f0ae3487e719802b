import * as pulumi from "@pulumi/pulumi";

import { type SecretFiles, secretFiles, type WireguardPeer } from "../hosts/secrets";
import type { NodePlan, SitePlan } from "../topology";
import { logClasses } from "../topology/logs";
import { type PeerPlan, planPeers } from "../topology/peers";
import { ports } from "../topology/ports";
import type { EnclaveContext } from "./enclaveContext";
import type { BucketOutput } from "./objectStore";

/** A peer with its key and address; nothing where another stack has them and the configuration does not say. */
function peerOf(peer: PeerPlan, context: EnclaveContext): pulumi.Output<WireguardPeer>[] {
  const key =
    "node" in peer.of
      ? context.identities.of(peer.of.node).identity.tunnelPublicKey
      : context.gatewayKey(peer.of);
  const address = "vpc" in peer.at ? peer.at.vpc : context.gatewayAddress(peer.at.dataClass, peer.at.region);
  if (key === undefined || address === "") return [];
  const name = "node" in peer.of ? peer.of.node : `${peer.of.dataClass}-${peer.of.region}-gateway`;
  return [
    pulumi.all([key, address]).apply(([publicKey, at]) => ({
      ...{ name, publicKey, endpoint: `${at}:${ports.tunnel}` },
      allowed: peer.allowed,
    })),
  ];
}

/** What a host's secrets are made from. */
interface SecretInputs {
  activeRegion: string;
  wireguard: { privateKey: pulumi.Input<string>; peers: pulumi.Output<WireguardPeer>[] };
  certificates: {
    authority: pulumi.Input<string>;
    certificate: pulumi.Input<string>;
    key: pulumi.Input<string>;
  };
  otherAuthorities: Record<string, pulumi.Input<string>>;
  passwords: Record<string, pulumi.Output<string>>;
  buckets: BucketOutput[];
  endpoint?: { certificate: pulumi.Input<string>; key: pulumi.Input<string> };
}

/** What only this host may know, and what is known only once it exists: exactly what its role needs. */
export function secretsOf(
  context: EnclaveContext,
  site: SitePlan,
  node: NodePlan,
  buckets: readonly BucketOutput[],
): pulumi.Output<SecretFiles> {
  const { enclave, config, dataClass, identities } = context;
  const { host, identity } = identities.of(node.name);
  const passwords: Record<string, pulumi.Output<string>> = {};
  for (const { purpose, roles } of enclave.secrets) {
    const password = roles.includes(node.role) ? context.passwords[purpose] : undefined;
    if (password !== undefined) passwords[purpose] = password;
  }
  if (host.alerts !== undefined && config.alerts?.token !== undefined)
    passwords.alerts = pulumi.secret(config.alerts.token);
  const otherAuthorities: Record<string, pulumi.Input<string>> = {};
  for (const each of logClasses(host.logs)) {
    const authority = each === dataClass.id ? undefined : context.authority(each);
    if (authority !== undefined) otherAuthorities[each] = authority;
  }
  const given = config.certificates[dataClass.id as keyof typeof config.certificates];
  const endpoint =
    node.role !== "edge"
      ? undefined
      : given === undefined
        ? identities.endpoint
        : { certificate: given.chain, key: given.key };
  const secrets: pulumi.Output<pulumi.Unwrap<SecretInputs>> = pulumi.output<SecretInputs>({
    activeRegion: context.activeRegion,
    wireguard: {
      privateKey: identity.tunnelPrivateKey,
      peers: planPeers(enclave, site, node, host.logs).flatMap((peer) => peerOf(peer, context)),
    },
    certificates: {
      authority: identities.authority.certificate,
      certificate: identity.certificate,
      key: identity.key,
    },
    otherAuthorities,
    passwords,
    buckets: node.role === "data" ? [...buckets] : [],
    ...(endpoint === undefined
      ? {}
      : { endpoint: { certificate: endpoint.certificate, key: pulumi.secret(endpoint.key) } }),
  });
  return secrets.apply((known) => secretFiles(host, known));
}
