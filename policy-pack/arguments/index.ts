import { bytesArguments, passwordArguments, stackScriptArguments, tokenArguments } from "./access";
import type { Arguments } from "./argument";
import { attachmentArguments, firewallArguments } from "./firewall";
import * as host from "./host";
import { instanceArguments } from "./instance";
import * as network from "./network";
import * as balancer from "./nodeBalancer";
import * as provider from "./provider";
import * as storage from "./storage";

export type { Argument, Arguments } from "./argument";

/** What the pack makes of each argument of each type that it judges. What is not listed is refused. */
export const argumentsOfTypes: Readonly<Record<string, Arguments>> = {
  "linode:index/domain:Domain": network.domainArguments,
  "linode:index/domainRecord:DomainRecord": network.domainRecordArguments,
  "linode:index/firewall:Firewall": firewallArguments,
  "linode:index/firewallDevice:FirewallDevice": attachmentArguments,
  "linode:index/instance:Instance": instanceArguments,
  "linode:index/networkingIp:NetworkingIp": network.networkingIpArguments,
  "linode:index/nodeBalancer:NodeBalancer": balancer.nodeBalancerArguments,
  "linode:index/nodeBalancerConfig:NodeBalancerConfig": balancer.nodeBalancerConfigArguments,
  "linode:index/nodeBalancerNode:NodeBalancerNode": balancer.nodeBalancerNodeArguments,
  "linode:index/objectStorageBucket:ObjectStorageBucket": storage.bucketArguments,
  "linode:index/objectStorageKey:ObjectStorageKey": storage.bucketKeyArguments,
  "linode:index/placementGroup:PlacementGroup": network.placementGroupArguments,
  "linode:index/placementGroupAssignment:PlacementGroupAssignment": network.placementGroupAssignmentArguments,
  "linode:index/rdns:Rdns": network.rdnsArguments,
  "linode:index/stackScript:StackScript": stackScriptArguments,
  "linode:index/token:Token": tokenArguments,
  "linode:index/volume:Volume": storage.volumeArguments,
  "linode:index/vpc:Vpc": network.vpcArguments,
  "linode:index/vpcSubnet:VpcSubnet": network.vpcSubnetArguments,
  "random:index/randomBytes:RandomBytes": bytesArguments,
  "random:index/randomPassword:RandomPassword": passwordArguments,
  "bastide:index:AccountPreflight": provider.accountPreflightArguments,
  "bastide:index:ClassAuthority": host.authorityArguments,
  "bastide:index:ExchangeBucket": storage.exchangeBucketArguments,
  "bastide:index:FirewallAttachment": attachmentArguments,
  "bastide:index:HostIdentity": host.identityArguments,
  "bastide:index:HostMessage": host.messageArguments,
  "bastide:index:HostTicket": host.ticketArguments,
  "bastide:index:LockedBucket": storage.lockedBucketArguments,
  "pulumi:pulumi:Stack": {},
  "pulumi:providers:bastide": provider.bastideProviderArguments,
  "pulumi:providers:linode": provider.linodeProviderArguments,
  "pulumi:providers:pulumi": provider.plainProviderArguments,
  "pulumi:providers:random": provider.plainProviderArguments,
};
