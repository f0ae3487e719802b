import type { Node } from "../graph";
import { contains, isPrivate, isSingleAddress, type Network, overlaps } from "../networks";
import type { Rule } from "./filter";
import type { Endpoint, Group, Net } from "./networksOf";

/** Counts steps, so that a test can see how work grows with the stack. */
export interface Meter {
  steps: number;
}

/** Which endpoints of a network a rule speaks of. */
export interface Touch {
  readonly rule: Rule;
  /** By a network that others are in, too. */
  readonly wide: ByGroup;
  /** By their own address or resource. */
  readonly own: ByGroup;
}

type ByGroup = ReadonlyMap<Group, ReadonlySet<Endpoint>>;

/** Finds the endpoints of one network by address or resource, without looking at all of them. */
export class AddressIndex {
  readonly #sorted: readonly (readonly [address: Network, endpoint: Endpoint])[];
  readonly #ranges = new Map<string, { readonly range: Network; readonly endpoints: Endpoint[] }>();
  readonly #named = new Map<Node, Endpoint[]>();
  readonly #found = new Map<string, ByGroup>();

  constructor(
    private readonly net: Net,
    private readonly meter: Meter,
  ) {
    const endpoints = [...net.groups.values()].flatMap(({ members }) => [...members]);
    meter.steps += endpoints.length;
    this.#sorted = endpoints
      .flatMap((endpoint) => endpoint.exact.map((address) => [address, endpoint] as const))
      .sort(([one], [other]) => (one.bits < other.bits ? -1 : one.bits > other.bits ? 1 : 0));
    for (const endpoint of endpoints) {
      for (const range of endpoint.ranges) {
        const key = keyOf(range);
        const entry = this.#ranges.get(key) ?? { range, endpoints: [] };
        entry.endpoints.push(endpoint);
        this.#ranges.set(key, entry);
      }
      for (const node of endpoint.names) {
        const known = this.#named.get(node);
        if (known) {
          known.push(endpoint);
        } else {
          this.#named.set(node, [endpoint]);
        }
      }
    }
  }

  /** Whether some endpoint has an address that is not known. */
  get hasHidden(): boolean {
    return this.#ranges.size > 0;
  }

  /** Whether some endpoint is known to have this address. */
  has(address: Network): boolean {
    const found = this.#sorted[this.#firstFrom(address.bits)];
    return found?.[0].bits === address.bits;
  }

  /** Whether some endpoint's address comes from this resource. */
  isNamed(node: Node): boolean {
    return this.#named.has(node);
  }

  /** Which endpoints a rule speaks of: those it may when it accepts, those it is sure to when it drops. */
  touch(rule: Rule): Touch {
    const networks = rule.networks.filter(({ family }) => family === this.net.family);
    const singles = networks.filter(isSingleAddress).map((network) => this.#within(network));
    const named = rule.named[this.net.family].map((node) => grouped(this.#named.get(node) ?? []));
    const wide = this.#widely(
      networks.filter((network) => !isSingleAddress(network)),
      rule.untraced,
    );
    const own = this.#joined([...singles, ...named]);
    if (rule.accepts) {
      return { rule, wide, own };
    }
    const key = `surely ${networks.map(keyOf).sort().join(" ")}`;
    const surely = this.#found.get(key) ?? this.#certain(networks, wide);
    this.#found.set(key, surely);
    return { rule, wide: surely, own: this.#certain(networks, own) };
  }

  /** Many rules name the same networks, so each set of them is looked up once. */
  #widely(networks: readonly Network[], everyone: boolean): ByGroup {
    const key = everyone ? "everyone" : networks.map(keyOf).sort().join(" ");
    const known = this.#found.get(key);
    const found =
      known ??
      (everyone
        ? new Map([...this.net.groups.values()].map((group) => [group, group.members]))
        : this.#joined(networks.map((network) => this.#within(network))));
    this.#found.set(key, found);
    return found;
  }

  #joined([first, ...others]: readonly ByGroup[]): ByGroup {
    if (!first || others.length === 0) {
      return first ?? new Map();
    }
    const into = new Map<Group, Set<Endpoint>>();
    for (const [group, members] of [first, ...others].flatMap((found) => [...found])) {
      this.meter.steps += members.size;
      const known = into.get(group) ?? new Set();
      for (const member of members) {
        known.add(member);
      }
      into.set(group, known);
    }
    return into;
  }

  /** Leaves out endpoints that might have another address than those that the rule names. */
  #certain(networks: readonly Network[], found: ByGroup): ByGroup {
    const isCertain = ({ exact, ranges }: Endpoint) =>
      [...exact, ...ranges].every((address) => networks.some((network) => contains(network, address)));
    return new Map([...found].map(([group, members]) => [group, new Set([...members].filter(isCertain))]));
  }

  /** Every endpoint that may have an address in a network; of unknown public addresses no single one is guessed. */
  #within(network: Network): ByGroup {
    const key = keyOf(network);
    const known = this.#found.get(key);
    if (known) {
      return known;
    }
    const found: Endpoint[] = [];
    const width = BigInt((network.family === 4 ? 32 : 128) - network.prefix);
    const start = (network.bits >> width) << width;
    for (let at = this.#firstFrom(start); at < this.#sorted.length; at += 1) {
      const [address, endpoint] = this.#sorted[at] ?? [];
      if (!address || !endpoint || !contains(network, address)) {
        break;
      }
      found.push(endpoint);
    }
    const isElsewhere = this.net.kind === "internet" && isPrivate(network);
    const isGuess = this.net.kind !== "vpc" && isSingleAddress(network);
    for (const { range, endpoints } of isElsewhere || isGuess ? [] : this.#ranges.values()) {
      found.push(...(overlaps(range, network) ? endpoints : []));
    }
    this.meter.steps += found.length + this.#ranges.size + 1;
    const byGroup = grouped(found);
    this.#found.set(key, byGroup);
    return byGroup;
  }

  #firstFrom(bits: bigint): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle]?.[0].bits ?? 0n) < bits) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

function grouped(endpoints: readonly Endpoint[]): ByGroup {
  const found = new Map<Group, Set<Endpoint>>();
  for (const endpoint of endpoints) {
    const members = found.get(endpoint.group) ?? new Set();
    members.add(endpoint);
    found.set(endpoint.group, members);
  }
  return found;
}

function keyOf({ bits, prefix, family }: Network): string {
  const width = BigInt((family === 4 ? 32 : 128) - prefix);
  return `${bits >> width}/${prefix}`;
}
