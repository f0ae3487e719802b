import { createHash } from "node:crypto";

/**
 * The addresses of managed devices in the classes' tunnels: IPv6 addresses that only this organisation has (RFC 4193), made from names, so that
 * adding a device or a region leaves those of all others as they are.
 */

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

const groups = (hex: string): string => (hex.match(/.{4}/g) ?? []).join(":");

/** The organisation's own /48, as its first three groups: `fd12:3456:789a`. */
const prefix = (domain: string): string => groups(`fd${digest(`bastide ${domain}`).slice(0, 10)}`);

/** Where a device is inside every tunnel: 64 bits of its name, in a /64 that only devices have. */
export const deviceAddress = (domain: string, device: string): string =>
  `${prefix(domain)}:1:${groups(digest(`bastide device ${device}`).slice(0, 16))}`;

/** Where devices find a gateway: its address in the overlay as the last 32 bits, in a /64 that only gateways have. */
export function gatewayAddress(domain: string, overlayAddress: string): string {
  const hex = overlayAddress.split(".").map((octet) => Number(octet).toString(16).padStart(2, "0"));
  return `${prefix(domain)}:0:0:0:${groups(hex.join(""))}`;
}
