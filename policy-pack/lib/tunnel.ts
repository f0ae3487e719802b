import { contains, isSingleAddress, type Network } from "./networks";
import { managedDeviceNetworks, wholeNumber } from "./settings";

/** Where a class's own tunnel listens, and from where managed devices may open it. */
export interface Tunnel {
  readonly port: number;
  /** Whether a packet from here may be a peer's: a single address, or a network of managed devices (AC-3). */
  isPeer(from: Network): boolean;
}

/** The settings of policies that judge the tunnel. */
export const tunnelSchema = {
  properties: {
    tunnelPort: {
      type: "integer",
      minimum: 1,
      maximum: 65535,
      default: 51820,
      description: "The UDP port of the tunnel.",
    },
    managedDeviceNetworks: {
      type: "array",
      items: { type: "string" },
      description:
        "Networks of managed devices; those that `bastide:managedDevices` declares when it is left out.",
    },
  },
} as const;

/** Reads the tunnel's settings. @throws Misfit when one is bad. */
export function tunnel(settings: Readonly<Record<string, unknown>>): Tunnel {
  const devices = managedDeviceNetworks(settings);
  return {
    port: wholeNumber(settings, "tunnelPort", 51820, { minimum: 1, maximum: 65535 }),
    isPeer: (from) => isSingleAddress(from) || devices.some((network) => contains(network, from)),
  };
}
