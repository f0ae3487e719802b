import type { Node } from "../graph";
import { type Network, parseNetwork } from "../networks";
import { field, list, type Plain, unknown } from "../plain";
import { type Protocol, protocols } from "./path";
import { allPorts, noPorts, type Ports, parsePorts } from "./ports";

/** Which side of a connection a rule looks at: the target when it lets out, the source when it lets in. */
export type Direction = "inbounds" | "outbounds";

/** One rule, or the default at the end of them. What is not known of it counts against it. */
export interface Rule {
  /** Such as `` rule `inbounds[2]` of "account-gateway" ``. */
  readonly name: string;
  /** Whose rule it is; not that of its default, nor where there is no firewall. */
  readonly firewall?: Node;
  readonly accepts: boolean;
  readonly protocols: readonly Protocol[];
  readonly ports: Ports;
  readonly networks: readonly Network[];
  /** Resources that addresses of the rule come from which are not known yet, by family. */
  readonly named: { readonly 4: readonly Node[]; readonly 6: readonly Node[] };
  /** Has an address that is not known and comes from no resource. */
  readonly untraced: boolean;
}

/** The rules of one direction, of one firewall, in their order; what none of them names is dropped. */
export type Filter = readonly Rule[];

/** What addresses come from; a rule that depends on these names them. */
const addressed: ReadonlySet<string> = new Set([
  "linode:index/instance:Instance",
  "linode:index/nodeBalancer:NodeBalancer",
  "linode:index/networkingIp:NetworkingIp",
  "linode:index/instanceIp:InstanceIp",
  "linode:index/vpcSubnet:VpcSubnet",
  "pulumi:pulumi:StackReference",
]);

/** The whole of both families. */
export const everywhere: readonly Network[] = ["0.0.0.0/0", "::/0"].flatMap(
  (text) => parseNetwork(text) ?? [],
);

/** A host without a firewall, or behind one that is disabled: everything passes. */
export function openFilter(name: string): Filter {
  return [rule(name, { accepts: true, networks: everywhere })];
}

/** Reads one direction of a firewall. Whatever does not clearly drop is taken to accept. */
export function filterOf(firewall: Node, direction: Direction): Filter {
  const given = firewall.value(direction);
  const disabled = firewall.value("disabled") ?? false;
  const name = `firewall "${firewall.name}"`;
  if (disabled !== false || given === unknown) {
    return openFilter(`the ${name}, which is ${given === unknown ? "not known" : "disabled"}`);
  }
  const policy = firewall.value(direction === "inbounds" ? "inboundPolicy" : "outboundPolicy");
  const sources = [
    ...new Set(firewall.uses.filter((use) => use.property === direction).map((use) => use.node)),
  ];
  const named = sources.filter(({ type }) => addressed.has(type));
  const rules = list(given, direction).map((item, index) =>
    ruleOf(firewall, item, `rule \`${direction}[${index}]\` of ${name}`, named),
  );
  const byDefault = rule(`the default of ${name}`, { accepts: true, networks: everywhere });
  return policy === "DROP" ? rules : [...rules, byDefault];
}

function ruleOf(firewall: Node, item: Plain, name: string, sources: readonly Node[]): Rule {
  const accepts = field(item, "action") !== "DROP";
  const lists: Readonly<Record<4 | 6, Plain | undefined>> = {
    4: field(item, "ipv4s"),
    6: field(item, "ipv6s"),
  };
  const given: readonly Plain[] = [...list(lists[4], "addresses"), ...list(lists[6], "addresses")];
  const networks = given.map((text) => (text === unknown ? undefined : parseNetwork(String(text))));
  const isHidden = { 4: hides(lists[4]), 6: hides(lists[6]) };
  const isUnreadable = given.some((text, index) => text !== unknown && networks[index] === undefined);
  const isEmpty = given.length === 0 && !isHidden[4] && !isHidden[6];
  const named = { 4: isHidden[4] ? sources : [], 6: isHidden[6] ? sources : [] };
  const shape = {
    firewall,
    accepts,
    protocols: protocolsOf(field(item, "protocol"), accepts),
    ports: portsOf(field(item, "ports"), accepts),
  };
  // A rule that drops counts only as far as it is sure to; one that accepts counts as far as it may.
  return accepts
    ? rule(name, {
        ...shape,
        networks: isUnreadable || isEmpty ? everywhere : networks.flatMap((network) => network ?? []),
        named,
        untraced: (isHidden[4] || isHidden[6]) && sources.length === 0,
      })
    : rule(name, { ...shape, networks: networks.flatMap((network) => network ?? []) });
}

function rule(name: string, given: Partial<Rule> & Pick<Rule, "accepts" | "networks">): Rule {
  return { name, protocols, ports: allPorts, named: { 4: [], 6: [] }, untraced: false, ...given };
}

function hides(addresses: Plain | undefined): boolean {
  return addresses === unknown || list(addresses, "addresses").includes(unknown);
}

function protocolsOf(value: Plain | undefined, accepts: boolean): readonly Protocol[] {
  const known = protocols.filter(
    (protocol) => protocol === String(value === unknown ? "" : value).toUpperCase(),
  );
  return known.length > 0 ? known : accepts ? protocols : [];
}

function portsOf(value: Plain | undefined, accepts: boolean): Ports {
  if (value === undefined || value === "") {
    return allPorts;
  }
  return (value === unknown ? undefined : parsePorts(String(value))) ?? (accepts ? allPorts : noPorts);
}
