import type { Role } from "../catalogue/roles";

/** A resource type that policies judge. */
export interface JudgedType {
  readonly verdict: "judged";
  /** `class`: belongs to exactly one data class. `stack`: serves the stack as a whole and holds no data. */
  readonly scope: "class" | "stack";
  /** Carries tags, which then must name class, role and manager. */
  readonly tags?: true;
  /** The roles that it can have; without them any role of the catalogue. */
  readonly roles?: readonly Role[];
  /** Has a description, whose end may name the class. */
  readonly description?: true;
  /** Properties that name the resource it belongs to, and so its class. */
  readonly belongsTo?: readonly string[];
  /** Properties that name other resources, which must then be resources of this stack. */
  readonly references?: readonly string[];
  /** Names a region, in the property `region`. */
  readonly region?: true;
  /** Has an output that is a secret. */
  readonly secret?: true;
  /** Holds data or an identity that can't be made again: must be protected, always or in one role. */
  readonly protect?: "always" | "data" | "reserved";
}

/** A resource type that holds no data and opens no way. */
export interface HarmlessType {
  readonly verdict: "harmless";
  readonly reason: string;
}

/** A resource type that no policy can judge yet. */
export interface RefusedType {
  readonly verdict: "refused";
  readonly reason: string;
}

/** What the pack makes of a resource type. */
export type TypeEntry = JudgedType | HarmlessType | RefusedType;

const ofClass = (entry: Omit<JudgedType, "verdict" | "scope"> = {}): JudgedType => ({
  verdict: "judged",
  scope: "class",
  ...entry,
});
/** Belongs to what all of these properties name. */
const part = (...properties: readonly string[]): JudgedType =>
  ofClass({ belongsTo: properties, references: properties });
/** What runs, and the firewalls around it. */
const hostRoles: readonly Role[] = ["gateway", "data", "edge", "service"];
const ofStack: JudgedType = { verdict: "judged", scope: "stack" };
const harmless = (reason: string): HarmlessType => ({ verdict: "harmless", reason });
const refused = (reason: string): RefusedType => ({ verdict: "refused", reason });

const onInstance = "It changes an instance behind the back of the rules on `Instance`; declare it there.";
const kubernetes =
  "Cluster nodes have public addresses, no VPC and no firewall of their own in this provider.";
const database = "It has a public endpoint in this provider, which data nodes must not have (NW-2).";
const identity = "Identities come from the central identity provider (AC-1), never from a stack.";

/**
 * Every resource type of the providers in use, and what the pack makes of it. A type that is not listed
 * is refused; docs/policies.md says how one gets in.
 */
export const resourceTypes: Readonly<Record<string, TypeEntry>> = {
  "linode:index/accountSettings:AccountSettings": refused(
    "It changes the whole account, for all classes at once.",
  ),
  "linode:index/databaseAccessControls:DatabaseAccessControls": refused(database),
  "linode:index/databaseMysql:DatabaseMysql": refused(database),
  "linode:index/databaseMysqlV2:DatabaseMysqlV2": refused(database),
  "linode:index/databasePostgresql:DatabasePostgresql": refused(database),
  "linode:index/databasePostgresqlV2:DatabasePostgresqlV2": refused(database),
  "linode:index/domain:Domain": ofClass({ tags: true, description: true }),
  "linode:index/domainRecord:DomainRecord": part("domainId"),
  "linode:index/firewall:Firewall": ofClass({ tags: true, roles: hostRoles }),
  "linode:index/firewallDevice:FirewallDevice": part("firewallId", "entityId"),
  "linode:index/image:Image": refused(
    "What is in an image can't be judged, and it may carry data of a class.",
  ),
  "linode:index/instance:Instance": ofClass({
    tags: true,
    roles: hostRoles,
    references: ["firewallId", "stackscriptId", "placementGroup"],
    region: true,
    protect: "data",
  }),
  "linode:index/instanceConfig:InstanceConfig": refused(onInstance),
  "linode:index/instanceDisk:InstanceDisk": refused(onInstance),
  "linode:index/instanceIp:InstanceIp": refused(onInstance),
  "linode:index/instanceSharedIps:InstanceSharedIps": refused(onInstance),
  "linode:index/ipv6Range:Ipv6Range": refused(
    "It routes a public range to an instance, past its firewall's rules.",
  ),
  "linode:index/lkeCluster:LkeCluster": refused(kubernetes),
  "linode:index/lkeNodePool:LkeNodePool": refused(kubernetes),
  "linode:index/networkingIp:NetworkingIp": ofClass({
    belongsTo: ["linodeId"],
    region: true,
    protect: "reserved",
  }),
  "linode:index/networkingIpAssignment:NetworkingIpAssignment": refused(onInstance),
  "linode:index/nodeBalancer:NodeBalancer": ofClass({
    tags: true,
    roles: ["edge", "service"],
    references: ["firewallId"],
    region: true,
  }),
  "linode:index/nodeBalancerConfig:NodeBalancerConfig": part("nodebalancerId"),
  "linode:index/nodeBalancerNode:NodeBalancerNode": ofClass({
    belongsTo: ["nodebalancerId", "configId"],
    references: ["nodebalancerId", "configId", "address"],
  }),
  "linode:index/objectStorageBucket:ObjectStorageBucket": ofClass({
    references: ["accessKey", "secretKey"],
    region: true,
    protect: "always",
  }),
  "linode:index/objectStorageKey:ObjectStorageKey": {
    ...part("bucketAccesses"),
    secret: true,
  },
  "linode:index/objectStorageObject:ObjectStorageObject": refused(
    "Data belongs in a class's systems, not in a program.",
  ),
  "linode:index/placementGroup:PlacementGroup": ofClass({ region: true }),
  "linode:index/placementGroupAssignment:PlacementGroupAssignment": part("placementGroupId", "linodeId"),
  "linode:index/rdns:Rdns": part("address"),
  "linode:index/reservedIpAssignment:ReservedIpAssignment": refused(onInstance),
  "linode:index/sshKey:SshKey": refused(identity),
  "linode:index/stackScript:StackScript": ofClass({ description: true }),
  "linode:index/token:Token": ofClass({ secret: true }),
  "linode:index/user:User": refused(identity),
  "linode:index/volume:Volume": ofClass({
    tags: true,
    roles: ["data"],
    references: ["linodeId", "sourceVolumeId"],
    region: true,
    protect: "always",
  }),
  "linode:index/vpc:Vpc": ofClass({ description: true, region: true, protect: "always" }),
  "linode:index/vpcSubnet:VpcSubnet": { ...part("vpcId"), protect: "always" },

  "random:index/randomBytes:RandomBytes": ofClass({ secret: true, protect: "always" }),
  "random:index/randomId:RandomId": harmless("It makes names, not secrets."),
  "random:index/randomInteger:RandomInteger": harmless("It makes numbers, not secrets."),
  "random:index/randomPassword:RandomPassword": ofClass({ secret: true, protect: "always" }),
  "random:index/randomPet:RandomPet": harmless("It makes names, not secrets."),
  "random:index/randomShuffle:RandomShuffle": harmless("It orders a list."),
  "random:index/randomString:RandomString": refused(
    "Its result is kept in plain text; use `RandomPassword`.",
  ),
  "random:index/randomUuid:RandomUuid": harmless("It makes names, not secrets."),
  "random:index/randomUuid4:RandomUuid4": harmless("It makes names, not secrets."),
  "random:index/randomUuid7:RandomUuid7": harmless("It makes names, not secrets."),

  "bastide:index:AccountPreflight": ofStack,
  // Without it no host hears us again.
  "bastide:index:ClassAuthority": ofClass({
    tags: true,
    roles: ["network"],
    secret: true,
    protect: "always",
  }),
  "bastide:index:ExchangeBucket": ofClass({ tags: true, roles: ["exchange"], region: true }),
  "bastide:index:FirewallAttachment": part("firewallId", "entityId"),
  "bastide:index:HostIdentity": ofClass({ tags: true, roles: hostRoles, secret: true }),
  "bastide:index:HostMessage": ofClass({ tags: true, roles: hostRoles }),
  "bastide:index:HostTicket": ofClass({ tags: true, roles: hostRoles }),
  "bastide:index:LockedBucket": ofClass({
    tags: true,
    roles: ["backup", "objects"],
    region: true,
    protect: "always",
  }),

  "pulumi:pulumi:Stack": ofStack,
  "pulumi:pulumi:StackReference": harmless("It reads another stack's outputs and creates nothing."),
  "pulumi:providers:bastide": ofStack,
  "pulumi:providers:linode": ofStack,
  "pulumi:providers:pulumi": ofStack,
  "pulumi:providers:random": ofStack,
};

/** What the pack makes of a type that policies judge; `undefined` for all others. */
export function judgedType(type: string): JudgedType | undefined {
  const entry = Object.hasOwn(resourceTypes, type) ? resourceTypes[type] : undefined;
  return entry?.verdict === "judged" ? entry : undefined;
}

/** The types whose entry has a property, for policies that judge several. */
export function typesWith(property: "tags" | "region" | "protect"): readonly string[] {
  return Object.keys(resourceTypes).filter((type) => judgedType(type)?.[property] !== undefined);
}
