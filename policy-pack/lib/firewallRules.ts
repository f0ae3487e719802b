import { type Network, parseNetwork } from "./networks";
import { field, list, type Plain, unknown } from "./plain";

/** An accepting rule of a firewall, as far as it is known. */
export interface Rule {
  /** What to call it in a message: `inbounds[2]`. */
  readonly name: string;
  /** `TCP`, `UDP`, `ICMP` or `IPENCAP`; upper case. */
  readonly protocol: string;
  /** Such as `443` or `1-1024,5432`; `undefined` is all ports. */
  readonly ports: string | undefined;
  /** Networks on the other side, without those that are only known at `up`. */
  readonly networks: readonly Network[];
  /** Whether an address is only known at `up`. */
  readonly hidden: boolean;
  /** Whether an address is missing or can't be read, which then stands for the whole internet. */
  readonly open: boolean;
}

/** The properties of rules that {@link acceptingRules} reads; addresses may become known at `up`. */
export const ruleUnknowns = {
  inbounds: {
    "inbounds[].action": "refused",
    "inbounds[].protocol": "refused",
    "inbounds[].ports": "refused",
    "inbounds[].ipv4s": "at up",
    "inbounds[].ipv6s": "at up",
  },
  outbounds: {
    "outbounds[].action": "refused",
    "outbounds[].protocol": "refused",
    "outbounds[].ports": "refused",
    "outbounds[].ipv4s": "at up",
    "outbounds[].ipv6s": "at up",
  },
} as const;

/** The rules that let traffic through; whatever does not clearly drop is taken to accept. */
export function acceptingRules(
  rules: Plain | undefined,
  direction: "inbounds" | "outbounds",
): readonly Rule[] {
  return list(rules, direction).flatMap((rule, index) => {
    if (field(rule, "action") === "DROP") {
      return [];
    }
    const addresses: readonly (Plain | undefined)[] = [field(rule, "ipv4s"), field(rule, "ipv6s")];
    const given = addresses.flatMap((some) => list(some, "addresses"));
    const known = given.filter((address) => address !== unknown);
    const networks = known.map((address) => parseNetwork(String(address)));
    const ports = field(rule, "ports");
    return [
      {
        name: `\`${direction}[${index}]\``,
        protocol: String(field(rule, "protocol")).toUpperCase(),
        ports: ports === undefined ? undefined : String(ports).replaceAll(" ", ""),
        networks: networks.filter((network) => network !== undefined),
        hidden: given.includes(unknown) || addresses.includes(unknown),
        open: (given.length === 0 && !addresses.includes(unknown)) || networks.includes(undefined),
      },
    ];
  });
}
