import { dataClasses } from "../../../catalogue/dataClasses";
import { classCapacity, formatNetwork, overlap, parseNetwork, privateSpaces } from "../../topology/addresses";
import type { Problem } from "../problems";
import type { StackConfig } from "../sections";
import type { Check } from "./check";

/** The widest network that can be one organisation's: /16, and /32 for IPv6. */
const tooWide = (text: string): boolean => {
  const [address = "", prefix = ""] = text.split("/");
  return Number(prefix) < (address.includes(":") ? 32 : 16);
};

const localSpaces = [
  "0.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "192.168.0.0/16",
  "224.0.0.0/3",
].flatMap((text) => parseNetwork(text) ?? []);

/** IPv6 outside the internet: everything but 2000::/3. */
const isLocal6 = (text: string): boolean => text.includes(":") && !/^[23][0-9a-f]{3}:/i.test(text);

const isPrivate = (text: string): boolean => {
  const network = parseNetwork(text);
  return (
    isLocal6(text) ||
    (network !== undefined && [...privateSpaces, ...localSpaces].some((space) => overlap(space, network)))
  );
};

/** Whether an IPv4 network has bits behind its prefix, so that it is not what it seems. */
const isRagged = (text: string): boolean => !text.includes(":") && parseNetwork(text) === undefined;

function checkSpace(config: Partial<StackConfig>): Problem[] {
  if (config.organisation === undefined) return [];
  const space = parseNetwork(config.organisation.addressSpace);
  const inside =
    space !== undefined && privateSpaces.some((s) => s.prefix <= space.prefix && overlap(s, space));
  const needed = Math.max(0, ...dataClasses.filter((c) => config.classes?.[c.id]).map((c) => c.number));
  return inside && space.prefix <= 12 && classCapacity(space) >= needed
    ? []
    : [
        {
          key: "bastide:organisation.addressSpace",
          message: `${config.organisation.addressSpace} is not a private network of /8 to /12 without bits behind its prefix.`,
          fix: `Write a network inside ${privateSpaces.map(formatNetwork).join(" or ")}, for example \`10.64.0.0/12\`.`,
        },
      ];
}

const isSingle = (text: string): boolean => text.endsWith(text.includes(":") ? "/128" : "/32");

function checkNetworks(networks: readonly string[], key: string): Problem[] {
  return networks.flatMap((network, index): Problem[] => {
    const at = `${key}[${index}]`;
    if (networks.indexOf(network) !== index) {
      return [{ key: at, message: `${network} is there twice.`, fix: "Remove one of the two." }];
    }
    if (tooWide(network)) {
      return [
        {
          key: at,
          message: `${network} is wider than one organisation's network.`,
          fix: "Write networks of /16 (IPv6: /32) or narrower.",
        },
      ];
    }
    if (isRagged(network)) {
      return [
        {
          key: at,
          message: `${network} has bits behind its prefix.`,
          fix: "Write the network's first address, for example `198.51.100.0/24`.",
        },
      ];
    }
    if (isPrivate(network)) {
      return [
        {
          key: at,
          message: `${network} is a private network, which a gateway's public side never sees.`,
          fix: "Write public networks.",
        },
      ];
    }
    return [];
  });
}

/** Servers are asked one by one, so each is an address of its own. */
const checkServers = (networks: readonly string[], key: string): Problem[] => {
  const problems = checkNetworks(networks, key);
  const wide = networks.flatMap((network, index): Problem[] =>
    isSingle(network) || problems.some((p) => p.key === `${key}[${index}]`)
      ? []
      : [
          {
            key: `${key}[${index}]`,
            message: `${network} is more than one address, so no host knows whom to ask.`,
            fix: "Write each server's own address, with /32 (IPv6: /128).",
          },
        ],
  );
  return [...problems, ...wide];
};

/** Gateways of other stacks are met on the internet. */
const checkOtherGateways = (stacks: Partial<StackConfig>["otherStacks"]): Problem[] =>
  Object.entries(stacks ?? {}).flatMap(([id, gateways]) =>
    Object.entries(gateways).flatMap(([region, address]): Problem[] =>
      isPrivate(`${address}/32`)
        ? [
            {
              key: `bastide:otherStacks.${id}.${region}`,
              message: `${address} is a private address, which no gateway is reached by.`,
              fix: "Write what `pulumi stack output gateways` says in that stack.",
            },
          ]
        : [],
    ),
  );

/** The address space is private, large enough and in good form; networks outside are public and narrow (NW-1, NW-4). */
export const checkAddresses: Check = ({ config }) => [
  ...checkSpace(config),
  ...checkNetworks(config.managedDevices?.networks ?? [], "bastide:managedDevices.networks"),
  ...checkServers(config.egress?.resolvers ?? [], "bastide:egress.resolvers"),
  ...checkServers(config.egress?.timeServers ?? [], "bastide:egress.timeServers"),
  ...checkOtherGateways(config.otherStacks),
];
