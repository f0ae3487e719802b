// The style of 2019: disks and boot configurations as resources of their own, with a VLAN between hosts.
const linode = require("@pulumi/linode");

const host = new linode.Instance("old", {
  label: "old",
  region: "de-fra-2",
  type: "g6-standard-1",
  tags: ["data-class:account", "role:edge", "managed-by:bastide"],
});
const disk = new linode.InstanceDisk("root", {
  label: "root",
  linodeId: host.id.apply(Number),
  size: 20480,
  image: "linode/ubuntu22.04",
  rootPass: "Correct-Horse-Battery-Staple-9",
});
new linode.InstanceConfig("boot", {
  label: "boot",
  linodeId: host.id.apply(Number),
  booted: true,
  devices: [{ deviceName: "sda", diskId: disk.id.apply(Number) }],
  interfaces: [{ purpose: "public" }, { purpose: "vlan", label: "between", ipamAddress: "10.0.0.1/24" }],
});
