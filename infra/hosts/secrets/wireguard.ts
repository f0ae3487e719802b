import { ports } from "../../topology/ports";
import type { SecretRenderer, WireguardPeer } from "./index";

/**
 * Seconds. With it a host that has booted says so to its peers at once; without it they go on with keys that it has lost, for up to 15 s
 * (WireGuard's own REKEY_TIMEOUT + KEEPALIVE_TIMEOUT), and reach it not. 25 is what WireGuard's documentation suggests.
 */
const keepalive = 25;

const peer = ({ name, publicKey, endpoint, allowed }: WireguardPeer): string =>
  [
    `# ${name}`,
    "[Peer]",
    `PublicKey = ${publicKey}`,
    ...(endpoint === undefined ? [] : [`Endpoint = ${endpoint}`, `PersistentKeepalive = ${keepalive}`]),
    `AllowedIPs = ${allowed.join(", ")}`,
    "",
  ].join("\n");

/** NW-3: the host's tunnels: those that it is told of, and on a gateway those of managed devices too. As `wg-quick` reads it. */
export const wireguard: SecretRenderer = (host, { wireguard: { privateKey, peers } }) => {
  const devices = host.devices.map(
    ({ name, publicKey, address }): WireguardPeer => ({ name, publicKey, allowed: [`${address}/128`] }),
  );
  const own = [
    `${host.addresses.overlay}/32`,
    ...(host.addresses.devices === undefined ? [] : [`${host.addresses.devices}/128`]),
  ];
  const head = [
    "[Interface]",
    `PrivateKey = ${privateKey}`,
    `ListenPort = ${ports.tunnel}`,
    `Address = ${own.join(", ")}`,
    "",
  ];
  return { "wg0.conf": [head.join("\n"), ...[...peers, ...devices].map(peer)].join("\n") };
};
