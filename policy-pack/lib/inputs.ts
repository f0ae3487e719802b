import type * as linode from "@pulumi/linode";

/** Arguments of `bastide:index:LockedBucket`, the project's own bucket with object lock. */
interface LockedBucketArgs {
  region: string;
  label: string;
  tags: readonly string[];
  lockDays: number;
  lockMode: "COMPLIANCE" | "GOVERNANCE";
  noncurrentDays: number;
}

/** Which arguments a resource type has, so that a policy can't ask for one that does not exist. */
export interface InputsOf {
  "linode:index/firewall:Firewall": linode.FirewallArgs;
  "linode:index/instance:Instance": linode.InstanceArgs;
  "linode:index/networkingIp:NetworkingIp": linode.NetworkingIpArgs;
  "linode:index/nodeBalancerConfig:NodeBalancerConfig": linode.NodeBalancerConfigArgs;
  "linode:index/objectStorageBucket:ObjectStorageBucket": linode.ObjectStorageBucketArgs;
  "linode:index/objectStorageKey:ObjectStorageKey": linode.ObjectStorageKeyArgs;
  "linode:index/stackScript:StackScript": linode.StackScriptArgs;
  "linode:index/token:Token": linode.TokenArgs;
  "linode:index/volume:Volume": linode.VolumeArgs;
  "pulumi:providers:linode": linode.ProviderArgs;
  "bastide:index:LockedBucket": LockedBucketArgs;
}
