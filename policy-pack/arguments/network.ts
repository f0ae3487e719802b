import { type Arguments, harmless, judged, judgedEarly, only, refused } from "./argument";

const inStack = judged(
  "bastide-stack-require-references-in-stack",
  "bastide-stack-forbid-sharing-between-classes",
);
const oneClass = judgedEarly("bastide-stack-require-one-class");
const region = judged("bastide-resource-require-allowed-region");
const name = harmless("A name.");
const patience = harmless("It says how long the provider waits.");

/** Arguments of `linode:index/vpc:Vpc`. */
export const vpcArguments: Arguments = { description: oneClass, label: name, region };

/** Arguments of `linode:index/vpcSubnet:VpcSubnet`. */
export const vpcSubnetArguments: Arguments = {
  ipv4: judgedEarly("bastide-stack-forbid-sharing-between-classes"),
  label: name,
  vpcId: inStack,
};

/** Arguments of `linode:index/networkingIp:NetworkingIp`. */
export const networkingIpArguments: Arguments = {
  linodeId: judged("linode-networking-ip-forbid-assignment"),
  public: only([true], "The region's private network is shared by all its customers (NW-2)."),
  region,
  reserved: judged("linode-networking-ip-require-reservation", "bastide-resource-require-protection"),
  type: only(["ipv4"], "Linode assigns IPv6 addresses by itself."),
};

/** Arguments of `linode:index/rdns:Rdns`. */
export const rdnsArguments: Arguments = {
  address: inStack,
  rdns: judged("bastide-stack-forbid-foreign-names"),
  timeouts: patience,
  waitForAvailable: patience,
};

/** Arguments of `linode:index/domain:Domain`. */
export const domainArguments: Arguments = {
  axfrIps: refused("Whoever may copy the zone learns every name of the class."),
  description: oneClass,
  domain: harmless("The zone's public name."),
  expireSec: harmless("A public property of the zone."),
  group: harmless("It sorts Linode's own pages."),
  masterIps: refused("The zone would be filled by somebody else's name server."),
  refreshSec: harmless("A public property of the zone."),
  retrySec: harmless("A public property of the zone."),
  soaEmail: harmless("A public address by design."),
  status: harmless("A zone that is not served names nothing."),
  tags: judged("bastide-resource-require-tags"),
  ttlSec: harmless("It says how fast a failover is seen, and the topology sets it."),
  type: only(["master"], "The records of a secondary zone are not in the program."),
};

/** Arguments of `linode:index/domainRecord:DomainRecord`. */
export const domainRecordArguments: Arguments = {
  domainId: inStack,
  name: judged("bastide-stack-forbid-foreign-names"),
  port: harmless("A public property of a service record."),
  priority: harmless("A public property of the record."),
  protocol: harmless("A public property of a service record."),
  recordType: judgedEarly("bastide-stack-forbid-foreign-names"),
  service: harmless("A public property of a service record."),
  tag: harmless("A public property of a record for certificate authorities."),
  target: judged("bastide-stack-forbid-foreign-names", "bastide-stack-forbid-sharing-between-classes"),
  ttlSec: harmless("A public property of the record."),
  weight: harmless("A public property of a service record."),
};

/** Arguments of `linode:index/placementGroup:PlacementGroup`. */
export const placementGroupArguments: Arguments = {
  label: name,
  placementGroupPolicy: judgedEarly("bastide-stack-require-anti-affinity"),
  placementGroupType: judgedEarly("bastide-stack-require-anti-affinity"),
  region,
};

/** Arguments of `linode:index/placementGroupAssignment:PlacementGroupAssignment`. */
export const placementGroupAssignmentArguments: Arguments = {
  compliantOnly: harmless("It says when Linode may move the host; the group's policy is judged."),
  linodeId: inStack,
  placementGroupId: inStack,
};
