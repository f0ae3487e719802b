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

/** Arguments of `bastide:index:ExchangeBucket`, the bucket between the program and a site's hosts. */
interface ExchangeBucketArgs {
  region: string;
  label: string;
  tags: readonly string[];
  ticketDays: number;
}

/** Arguments of `bastide:index:HostMessage`, what a running host is told. */
interface HostMessageArgs {
  tags: readonly string[];
  host: string;
  seed: string;
  secrets: Readonly<Record<string, string>>;
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
  "bastide:index:ExchangeBucket": ExchangeBucketArgs;
  "bastide:index:HostMessage": HostMessageArgs;
  "bastide:index:LockedBucket": LockedBucketArgs;
}
