const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");
const { account, idOf, image, pick, publicKey, region } = require("./settings");

/** A Linode put together by hand, its volumes, and an image of its disk. */
exports.disks = ({ sshKey, stackScript, subnet }) => {
  const machine = new linode.Instance("machine", { label: "machine", region, type: "g6-standard-1" });
  const linodeId = idOf(machine);
  const root = new linode.InstanceDisk(
    "root",
    {
      linodeId,
      label: pick("root", "root-2"),
      size: pick(10000, 12000),
      image,
      rootPass: pulumi.secret("uVq-2!rT8#zLpW5@eXk"),
      authorizedKeys: [publicKey],
      authorizedUsers: [account.username],
      stackscriptId: idOf(stackScript),
      stackscriptData: { role: "machine" },
    },
    { dependsOn: sshKey },
  );
  const data = new linode.InstanceDisk(
    "data",
    { linodeId, label: "data", size: 1000, filesystem: "ext4" },
    { dependsOn: root },
  );
  const config = new linode.InstanceConfig("config", {
    linodeId,
    label: pick("config", "config-2"),
    comments: pick("first", "second"),
    kernel: pick("linode/grub2", "linode/latest-64bit"),
    memoryLimit: pick(0, 1024),
    rootDevice: pick("/dev/sda", "/dev/sdb"),
    runLevel: pick("default", "single"),
    virtMode: pick("paravirt", "fullvirt"),
    booted: pick(false, true),
    device: pick(
      [{ deviceName: "sda", diskId: idOf(root) }],
      [
        { deviceName: "sda", diskId: idOf(root) },
        { deviceName: "sdb", diskId: idOf(data) },
      ],
    ),
    helpers: [
      {
        devtmpfsAutomount: pick(true, false),
        distro: pick(true, false),
        modulesDep: pick(true, false),
        network: pick(true, false),
        updatedbDisabled: pick(true, false),
      },
    ],
    interfaces: pick(
      [{ purpose: "public" }],
      [{ purpose: "public" }, { purpose: "vpc", subnetId: idOf(subnet), ipv4: { vpc: "10.0.0.20" } }],
    ),
  });
  const attached = new linode.Volume("attached", {
    label: "attached",
    region,
    size: 10,
    linodeId: pick(linodeId, undefined),
  });
  const golden = new linode.Image("golden", { label: "golden", linodeId, diskId: idOf(data) });
  return { machine, root, data, config, attached, golden };
};
