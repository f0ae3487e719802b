import { isIP, isIPv4, isIPv6 } from "node:net";

/** The shape of every date the API gives; a zone breaks Linode's Go client. */
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;

function isNetwork(text: string, isAddress: (address: string) => boolean): boolean {
  const [address = "", prefix = "", ...rest] = text.split("/");
  return isAddress(address) && rest.length === 0 && /^\d{1,3}$/.test(prefix);
}

/** The document's formats; one that isn't here is not looked at. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  "date-time": (text) => dateTime.test(text) && !Number.isNaN(Date.parse(`${text}Z`)),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  // The document says `ip` for networks too, such as a subnet's range.
  ip: (text) => isIP(text) !== 0 || isNetwork(text, (address) => isIP(address) !== 0),
  ipv4: isIPv4,
  ipv6: isIPv6,
  "ipv4/prefix_length": (text) => isNetwork(text, isIPv4),
  "ipv6/prefix_length": (text) => isNetwork(text, isIPv6),
  "ipv6/128": (text) => isNetwork(text, isIPv6),
  "ip/netmask": (text) => text === "" || isNetwork(text, (address) => isIP(address) !== 0),
  email: (text) => /^[^@\s]+@[^@\s]+$/.test(text),
  // `volumes:*` is everything about volumes.
  "oauth-scopes": (text) => text === "*" || /^[a-z_]+:([a-z_]+|\*)([ ,][a-z_]+:([a-z_]+|\*))*$/.test(text),
};
