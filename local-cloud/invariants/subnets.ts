import { type Cidr, overlaps, parseCidr, parseIpv4 } from "../core/addresses";
import type { Store } from "../core/store";
import { forEach, groupBy, nameOf, type Rule } from "./rule";

interface Block {
  name: string;
  first: number;
  last: number;
}

/** An address or a range as numbers. */
function blockOf(name: string, text: string): Block | undefined {
  const cidr: Cidr | undefined = parseCidr(text.includes("/") ? text : `${text}/32`);
  return cidr === undefined ? undefined : { name, first: cidr.first, last: cidr.last };
}

/** Everything that takes a part of each subnet. Configurations of one Linode may share addresses: only one runs. */
function takenIn(store: Store): Map<number, (Block & { linode: number | null })[]> {
  const taken: (Block & { subnet: number; linode: number | null })[] = [];
  const add = (name: string, text: string | null, subnet: number, linode: number | null): void => {
    const block = text === null ? undefined : blockOf(name, text);
    if (block !== undefined) taken.push({ ...block, subnet, linode });
  };
  for (const one of store.all("interface")) {
    if (one.subnet_id === null) continue;
    for (const text of [one.ipv4?.vpc ?? null, ...(one.ip_ranges ?? [])]) {
      add(nameOf("interface", one), text, one.subnet_id, one.instance_id);
    }
  }
  for (const one of store.all("nodebalancerVpc"))
    add(nameOf("nodebalancerVpc", one), one.ipv4_range, one.subnet_id, null);
  return groupBy(taken, ({ subnet }) => subnet);
}

/** Who is where in a VPC. */
export const subnets: readonly Rule[] = [
  forEach("subnet", "a subnet is an IPv4 network", (one) =>
    parseCidr(one.ipv4) === undefined ? `is ${one.ipv4}` : undefined,
  ),
  {
    rule: "the subnets of a VPC don't overlap",
    check({ store }, tell) {
      for (const siblings of groupBy(store.all("subnet"), (one) => one.vpc_id).values()) {
        const blocks = siblings
          .flatMap((one) => blockOf(nameOf("subnet", one), one.ipv4) ?? [])
          .sort((a, b) => a.first - b.first);
        blocks.forEach((block, index) => {
          const before = blocks[index - 1];
          if (before !== undefined && overlaps(block, before))
            tell(block.name, `overlaps with ${before.name}`);
        });
      }
    },
  },
  forEach(
    "interface",
    "an interface's address is within its subnet, and none of the platform's four",
    (one, store) => {
      const cidr = parseCidr(store.get("subnet", one.subnet_id ?? 0)?.ipv4 ?? "");
      if (cidr === undefined || one.ipv4 == null) return undefined;
      const number = parseIpv4(one.ipv4.vpc);
      return number >= cidr.first + 2 && number <= cidr.last - 2 ? undefined : `has ${one.ipv4.vpc}`;
    },
  ),
  {
    rule: "what is taken in a subnet is within it",
    check({ store }, tell) {
      for (const [id, blocks] of takenIn(store)) {
        const whole = parseCidr(store.get("subnet", id)?.ipv4 ?? "");
        for (const block of blocks) {
          const inside = whole === undefined || (whole.first <= block.first && block.last <= whole.last);
          if (!inside) tell(block.name, `lies outside ${nameOf("subnet", id)}`);
        }
      }
    },
  },
  {
    rule: "no part of a subnet is taken twice",
    check({ store }, tell) {
      for (const blocks of takenIn(store).values()) {
        const sorted = blocks.sort((a, b) => a.first - b.first);
        let widest = sorted[0];
        for (const block of sorted.slice(1)) {
          if (widest === undefined) break;
          const same = widest.linode !== null && widest.linode === block.linode && widest.name !== block.name;
          if (overlaps(widest, block) && !same) tell(block.name, `overlaps with ${widest.name}`);
          if (block.last > widest.last) widest = block;
        }
      }
    },
  },
];
