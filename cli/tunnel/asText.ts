import type { DeviceGateway, DeviceTunnel } from "../../infra/topology/deviceTunnel";

/** A tunnel with the gateways' public keys by region, as far as they are known. */
export interface KnownTunnel extends Omit<DeviceTunnel, "gateways"> {
  readonly stack: string;
  readonly gateways: readonly (DeviceGateway & { readonly publicKey: string | null })[];
}

const unknownKey = ({ region }: DeviceGateway, { dataClass, stack }: KnownTunnel): string =>
  `# PublicKey = is not known here: \`pulumi stack output tunnels --stack ${stack}\` says it, under ${dataClass}, ${region}`;

/** The tunnel's file, as `wg-quick` reads it. The device's private key is not in it, and never was here. */
export function asText(tunnel: KnownTunnel): string {
  const { device, dataClass, stack, address, people, networks, gateways } = tunnel;
  const [login = "NAME"] = people;
  return [
    `# The tunnel of ${device} to the class ${dataClass} of stack ${stack}.`,
    `# Gateways take it from these networks alone: ${networks.join(", ") || "none is configured"}.`,
    "[Interface]",
    "# PrivateKey = the device's own, which stays on it: put it here, or keep it in a file:",
    "# PostUp = wg set %i private-key /etc/wireguard/private.key",
    `Address = ${address}/128`,
    ...gateways.flatMap((gateway) => [
      "",
      `# ${gateway.name}, ${gateway.active ? "active" : "standby"}: ssh ${login}@${gateway.address}`,
      ...gateway.nodes.map(
        ({ name, address: node }) => `#   ${name}: ssh -J ${login}@[${gateway.address}] ${login}@${node}`,
      ),
      "[Peer]",
      gateway.publicKey === null ? unknownKey(gateway, tunnel) : `PublicKey = ${gateway.publicKey}`,
      `Endpoint = ${gateway.endpoint}`,
      `AllowedIPs = ${gateway.address}/128`,
    ]),
    "",
  ].join("\n");
}
