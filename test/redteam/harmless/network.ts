import type { Change } from "../mutant";
import { type Argument, about, where } from "./argument";

const ofBalancer = ({ resource }: Change): boolean => resource?.name.endsWith("-balancer-rules") === true;
/** The rules of the direction that a change is about, each as JSON. */
const rulesOf = ({ resource, path }: Change): readonly string[] => {
  const list = path.includes("inbounds") ? resource?.inputs.inbounds : resource?.inputs.outbounds;
  return Array.isArray(list) ? list.map((rule) => JSON.stringify(rule)) : [];
};
/** Whether a list that is replaced by one address held all of them. */
const heldEverything = (change: Change): boolean =>
  rulesOf(change).some((rule) => rule.includes("0.0.0.0/0"));
/** Whether a relation leads to an address of the firewall's own class, or to one of `events`, where logs go. */
const staysDeclared = ({ resource, target, path }: Change): boolean => {
  const classOf = (name = "") => name.split("-")[0] ?? "";
  const theirs = classOf(target?.name);
  return theirs === classOf(resource?.name) || (theirs === "events" && path.startsWith("Firewall.outbounds"));
};

/** Whether the firewall has the two rules for names, of which one is meant: any other rule with another protocol is refused. */
const hasRulesForNames = (change: Change): boolean => {
  const rules = rulesOf(change);
  return (
    rules.filter((rule) => rule.includes('"ports":"53"')).length >= 2 &&
    ["TCP", "UDP"].every((protocol) => rules.some((rule) => rule.includes(`"${protocol}"`)))
  );
};

/** Arguments about firewalls, load balancers and names. */
export const networkArguments: readonly Argument[] = [
  about(
    /Firewall\.(in|out)bounds(\[\](\.ipv[46]s(\[\])?)?)?/,
    /is missing/,
    ["NW-1", "NW-4", "DC-8"],
    "A rule or an address fewer: the firewall, which drops by default, lets through less.",
  ),
  about(
    /Firewall\.(in|out)bounds\[\]\.action/,
    /is "DROP"/,
    ["NW-1", "NW-4", "DC-8"],
    "The rule drops what it let through.",
  ),
  where(
    about(
      /Firewall\.(in|out)bounds\[\]\.ipv4s/,
      /is \["203\.0\.113\.77\/32"\]/,
      ["NW-1", "NW-4"],
      "The rule named all addresses, as a published endpoint and the way to package mirrors do, and now names one of them.",
    ),
    heldEverything,
  ),
  where(
    about(
      /Firewall\.(in|out)bounds\[\]\.protocol/,
      /is "(TCP|UDP)"/,
      ["NW-1", "NW-4", "DC-8"],
      "Names are asked for over UDP and TCP; the rule for one now repeats the rule for the other, and less is let through.",
    ),
    hasRulesForNames,
  ),
  where(
    about(
      /Firewall\.\+outbounds\[\]/,
      /opens to (all private addresses|a neighbour's address)/,
      ["NW-1", "NW-4", "DC-8"],
      "A load balancer opens connections to its own backends only, whatever its firewall's outbound rules say; those are judged as relations.",
    ),
    ofBalancer,
  ),
  where(
    about(
      /Firewall\.(in|out)bounds→/,
      /is NetworkingIp .*/,
      ["NW-1", "DC-6", "DC-8"],
      "The rule names another address that it may name: of the class itself, or of events, to which each class sends its logs.",
    ),
    staysDeclared,
  ),
  about(/Firewall\.\+disabled/, /is false/, ["NW-1"], "It says what is the default: the firewall works."),
  about(
    /Firewall\.\+(in|out)bounds\[\]\.description/,
    /is "somewhere"/,
    ["NW-1"],
    "It explains a rule, and Linode does nothing with it.",
  ),
  about(
    /NodeBalancerConfig\.(algorithm|check|checkAttempts|checkInterval|checkPassive|checkTimeout|stickiness)|NodeBalancerNode\.(mode|weight)/,
    /is (missing|unknown|false)/,
    ["NW-3", "BC-1"],
    "It decides which of the class's own hosts gets traffic and how fast a lost one is noticed; what is not given has Linode's default.",
  ),
  about(
    /NodeBalancerConfig\.proxyProtocol/,
    /is (missing|unknown|"v1"|"none")/,
    ["NW-1", "NW-3"],
    "It tells hosts who is asking; a host that waits for version 2 refuses the connection without it.",
  ),
  about(
    /NodeBalancerConfig\.\+(udpCheckPort|cipherSuite|checkPath|checkBody)/,
    /is (424242|"somewhere")/,
    ["NW-3"],
    "It belongs to UDP, TLS or HTTP on the balancer, and the balancer passes TCP through.",
  ),
  about(
    /NodeBalancer\.\+client(Conn|UdpSess)Throttle/,
    /is 424242/,
    ["NW-1"],
    "It limits how often one client may connect; what is let in stays the same.",
  ),
  about(
    /DomainRecord\.(ttlSec|name)|Domain\.(ttlSec|soaEmail|domain)|Domain(Record)?\.\+(port|priority|protocol|service|tag|weight|expireSec|group|refreshSec|retrySec|status|description)/,
    /is .*/,
    ["NW-3", "DC-6"],
    "A public property of the class's own zone, or the name of one that nobody delegates: where records point is judged apart.",
  ),
  about(
    /DomainRecord\.target→/,
    /is (NodeBalancer|NetworkingIp) .*/,
    ["NW-3", "DC-6", "BC-1"],
    "The name points to the same class's system in its other region, which is what a failover does; another class's is refused.",
  ),
  about(
    /Domain(Record)?\./,
    /is gone/,
    ["NW-3", "BC-1"],
    "A name that is not there leads nobody anywhere else, and the class's systems stay as they are.",
  ),
  about(
    /Domain\.tags\[\]/,
    /is role:\w+/,
    ["DC-6"],
    "No rule goes by the role of a zone; its class, by which rules go, is the same.",
  ),
  about(
    /NetworkingIp\.(type|public)/,
    /is missing/,
    ["NW-2"],
    "The default is what was given: a public IPv4 address.",
  ),
];
