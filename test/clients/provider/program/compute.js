const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");
const { account, idOf, image, otherRegion, pick, publicKey, region } = require("./settings");

const userData = Buffer.from("#cloud-config\n").toString("base64");
const password = pulumi.secret("uVq-2!rT8#zLpW5@eXk");

/** Linodes and what is tied to them. */
exports.compute = ({ assignedGroup, placementGroup, reserved, sshKey, stackScript, subnet }) => {
  const guard = new linode.Firewall("guard", {
    label: "guard",
    inboundPolicy: "DROP",
    outboundPolicy: "ACCEPT",
  });
  const web = new linode.Instance(
    "web",
    {
      label: pick("web", "web-2"),
      region,
      type: pick("g6-standard-1", "g6-standard-2"),
      image,
      rootPass: password,
      authorizedKeys: [publicKey],
      authorizedUsers: [account.username],
      stackscriptId: idOf(stackScript),
      stackscriptData: { role: "web" },
      metadatas: [{ userData }],
      diskEncryption: "enabled",
      firewallId: idOf(guard),
      swapSize: pick(256, 512),
      tags: pick(["one"], ["two"]),
      alerts: pick(
        { cpu: 90, io: 10000, networkIn: 10, networkOut: 10, transferQuota: 80 },
        { cpu: 80, io: 9000, networkIn: 9, networkOut: 9, transferQuota: 70 },
      ),
      backupsEnabled: pick(false, true),
      privateIp: pick(false, true),
      watchdogEnabled: pick(true, false),
      resizeDisk: pick(false, true),
      // Not "warm": the provider then waits for a Linode that is offline, and at this speed it runs again at once.
      migrationType: "cold",
      placementGroup: { id: idOf(placementGroup), compliantOnly: true },
    },
    { dependsOn: sshKey },
  );
  const plain = (name, more = {}) =>
    new linode.Instance(name, {
      label: name,
      region,
      type: "g6-nanode-1",
      image,
      rootPass: password,
      ...more,
    });
  const mover = plain("mover", { region: pick(region, otherRegion) });
  const idle = plain("idle", { booted: pick(true, false) });
  const shared = plain("shared");
  const sharing = plain("sharing", { sharedIpv4s: pick([], [shared.ipAddress]) });
  const given = plain("given", { ipv4s: [reserved[1].address] });
  const inNetworks = plain("in-networks", {
    interfaces: pick(
      [{ purpose: "public" }, { purpose: "vpc", subnetId: idOf(subnet), ipv4: { vpc: "10.0.0.10" } }],
      [
        { purpose: "public" },
        { purpose: "vpc", subnetId: idOf(subnet), ipv4: { vpc: "10.0.0.11" } },
        { purpose: "vlan", label: "lan", ipamAddress: "10.9.0.1/24" },
      ],
    ),
  });
  const grouped = plain("grouped", { placementGroupExternallyManaged: true });
  new linode.PlacementGroupAssignment("membership", {
    placementGroupId: idOf(assignedGroup),
    linodeId: idOf(grouped),
    compliantOnly: true,
  });
  addresses({ grouped, idle, mover, reserved, shared, web });
  return { web, idle, shared, sharing, given, inNetworks, grouped, guard };
};

function addresses({ grouped, idle, mover, reserved, shared, web }) {
  const extra = new linode.InstanceIp("extra", {
    linodeId: idOf(idle),
    public: true,
    rdns: pick(undefined, undefined),
    applyImmediately: pick(false, true),
  });
  new linode.Rdns("name", {
    address: extra.address,
    rdns: extra.address.apply((address) => `${address.replaceAll(".", "-")}.ip.linodeusercontent.com`),
    waitForAvailable: pick(false, true),
  });
  new linode.InstanceSharedIps("shares", {
    linodeId: idOf(grouped),
    addresses: pick([shared.ipAddress], [shared.ipAddress, extra.address]),
  });
  new linode.NetworkingIp("allocated", { type: "ipv4", public: true, linodeId: idOf(shared) });
  new linode.ReservedIpAssignment("assigned", {
    address: reserved[0].address,
    linodeId: idOf(shared),
    public: true,
    applyImmediately: pick(false, true),
  });
  new linode.NetworkingIpAssignment("moved", {
    region,
    assignments: [{ address: reserved[2].address, linodeId: idOf(grouped) }],
  });
  // Moving a range makes it anew: the provider then doesn't know its route.
  new linode.Ipv6Range("range", { prefixLength: 64, linodeId: idOf(web) });
  new linode.Ipv6Range("routed", {
    prefixLength: 64,
    routeTarget: web.ipv6.apply((one) => one.split("/")[0]),
  });
  return mover;
}
