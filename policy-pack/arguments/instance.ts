import { type Arguments, atLeast, harmless, judged, judgedEarly, only, refused } from "./argument";

const alert = atLeast(1, "Zero turns Linode's own alert off (VI-3).");
const bypass = "It sets disks, kernels and interfaces past the rules on the instance's own arguments.";
const fromGroup = harmless("It is read from the group; what is given here changes nothing.");
const publicData = "linode-instance-forbid-public-data-node";
const startData = [
  "linode-instance-forbid-secrets-in-user-data",
  "linode-instance-require-baseline",
  "bastide-stack-forbid-generated-secrets-in-plain-text",
] as const;

/** Arguments of `linode:index/instance:Instance`. */
export const instanceArguments: Arguments = {
  "alerts.cpu": alert,
  "alerts.io": alert,
  "alerts.networkIn": alert,
  "alerts.networkOut": alert,
  "alerts.transferQuota": alert,
  authorizedKeys: judged("linode-instance-require-hardware-keys"),
  authorizedUsers: judged("linode-instance-require-hardware-keys"),
  backupId: refused("It restores the disk of another instance, of whatever class that is."),
  backupsEnabled: harmless(
    "Linode's own backups stay in the data centre and leave volumes out: no backup by BC-4, and no harm.",
  ),
  bootConfigLabel: refused(bypass),
  booted: harmless("A host that is off opens nothing; that the service stands is for monitoring (VI-3)."),
  configs: refused(bypass),
  diskEncryption: judged("linode-instance-require-disk-encryption"),
  disks: refused(bypass),
  firewallId: judged(
    "bastide-stack-require-firewall-on-every-host",
    "bastide-stack-require-references-in-stack",
  ),
  group: harmless("It sorts Linode's own pages."),
  image: judged("linode-instance-require-supported-image"),
  "interfaces[].active": harmless("It is computed."),
  "interfaces[].id": harmless("It is computed."),
  "interfaces[].ipRanges": refused("It routes a network to one host, and no rule follows it."),
  "interfaces[].ipamAddress": refused("It belongs to a VLAN, which no firewall filters."),
  "interfaces[].ipv4.nat11": judged(publicData),
  "interfaces[].ipv4.vpc": harmless("An address in the host's own subnet, which is judged as a relation."),
  "interfaces[].label": refused("It belongs to a VLAN, which no firewall filters."),
  "interfaces[].primary": harmless("It chooses between interfaces that are all judged."),
  "interfaces[].purpose": judged("linode-instance-require-explicit-interfaces", publicData),
  "interfaces[].subnetId": judged(
    "bastide-stack-require-references-in-stack",
    "bastide-stack-forbid-sharing-between-classes",
  ),
  "interfaces[].vpcId": harmless("It is computed from the subnet."),
  ipv4s: judged(publicData),
  label: harmless("A name. A secret in it is found by where it comes from."),
  "metadatas[].userData": judged(...startData),
  migrationType: harmless("It says whether Linode moves the host on or off."),
  "placementGroup.compliantOnly": only(
    [true, false],
    "With a value that is not known, neither is the group around it; that decides who shares a machine.",
  ),
  "placementGroup.id": judged(
    "bastide-stack-require-anti-affinity",
    "bastide-stack-require-one-region",
    "bastide-stack-require-references-in-stack",
  ),
  "placementGroup.label": fromGroup,
  "placementGroup.placementGroupPolicy": fromGroup,
  "placementGroup.placementGroupType": fromGroup,
  placementGroupExternallyManaged: harmless("The assignment is then a resource of its own, and judged."),
  privateIp: judged(publicData),
  region: judged("bastide-resource-require-allowed-region"),
  resizeDisk: harmless("The disk grows and stays encrypted."),
  rootPass: judged("linode-instance-forbid-root-password"),
  sharedIpv4s: refused("An address that two hosts share is judged at neither of them."),
  stackscriptData: judged(...startData),
  stackscriptId: judged("bastide-stack-require-references-in-stack"),
  swapSize: harmless("Swap lies on the encrypted disk."),
  tags: judged("bastide-resource-require-tags"),
  type: judgedEarly("bastide-stack-require-capacity"),
  watchdogEnabled: judged("linode-instance-require-watchdog"),
};
