import type { Node } from "./graph";
import { type Network, parseNetwork } from "./networks";

/** A network and another class's network that has some of its addresses. */
export type Overlap = readonly [node: Node, other: Node];

/**
 * Networks of different classes that have addresses in common, each named once. An address then no longer says whose it is,
 * neither in a rule nor in a log. A network or a class that is not known overlaps nothing; that it is known is another rule's business.
 */
export function overlapsBetweenClasses(
  subnets: readonly Node[],
  classOf: (node: Node) => string | undefined,
): readonly Overlap[] {
  const placed = subnets
    .flatMap((node) => {
      const text = node.value("ipv4");
      const network = typeof text === "string" ? parseNetwork(text) : undefined;
      const dataClass = classOf(node);
      return network?.family === 4 && dataClass !== undefined
        ? [{ node, dataClass, ...endsOf(network) }]
        : [];
    })
    .sort((a, b) => (a.first === b.first ? Number(b.last - a.last) : a.first < b.first ? -1 : 1));
  // In the order of their first addresses, one overlaps a class's networks before it where one of those ends later.
  const furthest = new Map<string, (typeof placed)[number]>();
  const found: Overlap[] = [];
  for (const one of placed) {
    for (const [dataClass, before] of furthest) {
      if (dataClass !== one.dataClass && before.last >= one.first) {
        found.push([one.node, before.node]);
      }
    }
    const mine = furthest.get(one.dataClass);
    if (mine === undefined || mine.last < one.last) {
      furthest.set(one.dataClass, one);
    }
  }
  return found;
}

function endsOf({ bits, prefix }: Network): { first: bigint; last: bigint } {
  const size = 1n << BigInt(32 - prefix);
  const first = (bits / size) * size;
  return { first, last: first + size - 1n };
}
