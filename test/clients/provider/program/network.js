const linode = require("@pulumi/linode");
const { idOf, pick, region } = require("./settings");

/** Networks that are there before any Linode. */
exports.network = () => {
  const vpc = new linode.Vpc("vpc", {
    label: pick("vpc", "vpc-2"),
    region,
    description: pick("first", "second"),
  });
  const subnet = new linode.VpcSubnet("subnet", {
    vpcId: idOf(vpc),
    label: pick("subnet", "subnet-2"),
    ipv4: "10.0.0.0/24",
  });
  const placementGroup = new linode.PlacementGroup("apart", {
    label: pick("apart", "apart-2"),
    region,
    placementGroupType: "anti_affinity:local",
    placementGroupPolicy: "strict",
  });
  const assignedGroup = new linode.PlacementGroup("together", {
    label: "together",
    region,
    placementGroupType: "anti_affinity:local",
    placementGroupPolicy: "flexible",
  });
  const reserved = ["reserved", "reserved-for-create", "reserved-for-assignment"].map(
    (name) => new linode.NetworkingIp(name, { type: "ipv4", public: true, reserved: true, region }),
  );
  return { vpc, subnet, placementGroup, assignedGroup, reserved };
};
