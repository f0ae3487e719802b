import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { EvaluatedResource } from "../../../engine/offline/resource";
import type { Judged } from "../../../policy-pack/lib/judge";
import { policies } from "../../../policy-pack/policies";
import type { Change, Mutant } from "../mutant";
import { argumentAt } from "../schema";
import { type Argument, about, where } from "./argument";

/** The path of an argument in its type: `inbounds[].ports` for `Firewall.inbounds[].ports`. */
const inType = ({ path }: Change): string => path.slice(path.indexOf(".") + 1);

/** What the project's own provider refuses without (`infra/provider`). */
const ownRequired: ReadonlySet<string> = new Set([
  "FirewallAttachment.firewallId",
  "FirewallAttachment.entityId",
  "FirewallAttachment.entityType",
]);

/** Whether the provider's own check asks for the argument. */
function isRequired(change: Change): boolean {
  const declared = argumentAt(change.resource?.type ?? "", inType(change));
  return declared?.required === true || ownRequired.has(change.path);
}

/** Whether a policy of single resources says that it judges the value once it is known: in the update, before the resource is touched. */
function isJudgedInTime(change: Change): boolean {
  const path = inType(change);
  return (policies as readonly ResourceValidationPolicy[]).some((policy) => {
    const { types = [], unknowns = {} } = (policy.validateResource ?? {}) as Partial<Judged>;
    return (
      types.includes(change.resource?.type ?? "") &&
      Object.entries(unknowns).some(
        ([read, fate]) =>
          fate === "at up" && (read === path || read.startsWith(`${path}.`) || read.startsWith(`${path}[`)),
      )
    );
  });
}

/** Whether an instance has a public interface: a gateway or an edge. */
const isPublic = (resource: EvaluatedResource | undefined): boolean =>
  JSON.stringify(resource?.inputs.interfaces ?? "").includes('"public"');
const isOnInternet = ({ resource }: Change): boolean => isPublic(resource);

/** Whether it is a service node. Production has one in each region of a published class. */
const isService = ({ resource }: Change): boolean =>
  JSON.stringify(resource?.inputs.tags ?? "").includes('"role:service"');

/** The resource as it is after the change. */
const afterwards = ({ resource, ...rest }: Change): EvaluatedResource | undefined =>
  "resources" in rest ? (rest as Mutant).resources.find(({ urn }) => urn === resource?.urn) : resource;

/** Arguments about resources of every kind. */
export const resourceArguments: readonly Argument[] = [
  where(
    about(
      /[A-Z]\w+\.[^+→]+/,
      /is missing/,
      [],
      "The provider's own check asks for this argument, so nothing is created.",
    ),
    isRequired,
  ),
  where(
    about(
      /[A-Z]\w+\.[^+→]+/,
      /is unknown/,
      ["AC-6", "CM-5", "NW-2"],
      "A policy of single resources judges the value when it is known: in the update, before the resource is touched.",
    ),
    isJudgedInTime,
  ),
  about(
    /\w+\.((in|out)bounds\[\]\.)?(label|revNote)/,
    /is (missing|unknown)/,
    ["GO-2"],
    "A name or a note: no rule and no report goes by it, and Linode or the provider makes one up.",
  ),
  about(
    /AccountPreflight\.(interfacesForNewLinodes(\[\])?)?/,
    /is (missing|unknown|gone)/,
    ["NW-2"],
    "It looks at the account before anything is made and changes nothing; interfaces are judged on each instance.",
  ),
  about(
    /RandomPassword\.(special|min(Upper|Lower|Numeric))/,
    /is (missing|unknown|true)/,
    ["AC-6"],
    "Which characters a password of forty has makes it no easier to guess; its length and alphabet are judged.",
  ),
  about(
    /RandomPassword\./,
    /is gone/,
    ["AC-6", "BC-2"],
    "Protection keeps the engine from deleting one that is there; a host without a secret gets no access by it.",
  ),
  about(
    /Vpc\.description/,
    /is missing/,
    ["DC-6"],
    "The enclave around it says its class; where nothing does, the rule about one class refuses it.",
  ),
  about(/StackScript\.isPublic/, /is missing/, ["CM-6"], "Private is the provider's default."),
  about(
    /Instance\.(resizeDisk|migrationType|placementGroupExternallyManaged|booted|backupsEnabled)/,
    /is (missing|unknown|true|false)/,
    ["CM-1", "BC-1", "BC-4", "VI-3"],
    "It says how or when Linode moves, starts or copies the host: disks stay encrypted, the group stays a relation, and Linode's own backups count for nothing here.",
  ),
  about(
    /Instance\.interfaces\[\]\.primary/,
    /is (missing|unknown|true|false)/,
    ["NW-2"],
    "It chooses the default route among interfaces that are all judged.",
  ),
  about(
    /Instance\.interfaces\[\]\.ipv4(\.vpc)?/,
    /is (missing|unknown)/,
    ["DC-8", "NW-1"],
    "The host then has any address of its own subnet: reachability takes it for all of them.",
  ),
  about(
    /Instance\.placementGroup\.compliantOnly/,
    /is (missing|false)/,
    ["BC-1"],
    "It says when Linode may move the host; that the group is strict is judged.",
  ),
  about(
    /Instance\.\+placementGroup\.(label|placementGroupType|placementGroupPolicy)/,
    /is "somewhere"/,
    ["BC-1"],
    "The provider reads it from the group, whose own is judged, and sends nothing.",
  ),
  about(
    /Instance\.\+interfaces\[\]\.(vpcId|id|active)/,
    /is .*/,
    ["NW-2", "DC-6"],
    "Linode computes it, and the provider sends nothing.",
  ),
  where(
    about(
      /Instance\.\+interfaces\[\]\.ipv4/,
      /is \{"nat11":.*/,
      ["NW-2"],
      "A gateway and an edge are on the internet already, behind the same firewall; on a data node it is refused.",
    ),
    isOnInternet,
  ),
  about(
    /Instance\.privateIp/,
    /is missing/,
    ["NW-2"],
    "The default is none, so the host is on one network fewer.",
  ),
  where(
    about(
      /Instance\.(privateIp|ipv4s)/,
      /is unknown/,
      ["NW-1", "NW-2"],
      "Reachability takes a private address that is not known for one, and an address on the internet for any; the firewall lets in the same.",
    ),
    isOnInternet,
  ),
  about(
    /Instance\.watchdogEnabled/,
    /is missing/,
    ["BC-1"],
    "It is on by default, as it must be on all but data nodes, where leaving it out is refused.",
  ),
  where(
    about(
      /Instance\.type/,
      /is (missing|"g6-nanode-1")/,
      ["CM-8"],
      "Forecasts are about data nodes, whose type is judged; a small gateway, edge or service node is slow and opens nothing.",
    ),
    (change) => isOnInternet(change) || isService(change),
  ),
  where(
    about(
      /Instance\.placementGroup→?/,
      /is (missing|PlacementGroup .*)/,
      ["BC-1"],
      "One service node alone has no peer to share a machine with; where there are two, it is refused.",
    ),
    isService,
  ),
  where(
    about(
      /Instance\.interfaces\[\]/,
      /is missing/,
      ["NW-1", "BC-1"],
      "A gateway or edge without its public interface reaches nobody outside and is reached by nobody; monitoring tells.",
    ),
    (change) => isOnInternet(change) && !isPublic(afterwards(change)),
  ),
  where(
    about(
      /Instance\.\+metadatas/,
      /is \[\{"userData":"somewhere"\}\]/,
      ["CM-5", "AC-6"],
      "A host without a public interface can't ask Linode's metadata service; the data that it does get is judged.",
    ),
    (change) => !isOnInternet(change),
  ),
  about(
    /Instance\.\+alerts/,
    /is \{.*424242.*\}/,
    ["VI-3"],
    "Linode's own mails are not what watches the hosts, and the thresholds are beyond those that Linode takes.",
  ),
  about(
    /Instance\.\+(group|swapSize)|Volume\.\+timeouts/,
    /is .*/,
    ["CM-1"],
    "It sorts Linode's pages, divides a disk that is encrypted as a whole, or says how long the provider waits.",
  ),
];
