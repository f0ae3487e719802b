// Units of ten resources each, for the growth of the pack: an isolated network with two hosts, their firewall and volumes, a
// bucket's key and a name. Plain JavaScript, as other people's programs are; addresses differ from unit to unit.
const pulumi = require("@pulumi/pulumi");
const linode = require("@pulumi/linode");

const regions = ["fr-par", "de-fra-2"];
const classes = ["account", "contact", "preferences", "sessions", "events"];
const count = Number(new pulumi.Config("units").require("count"));

const zone = new linode.Domain("zone", {
  domain: "units.example",
  type: "master",
  soaEmail: "dns@units.example",
});

for (let unit = 0; unit < count; unit++) {
  const region = regions[unit % regions.length];
  const dataClass = classes[unit % classes.length];
  const tags = [`data-class:${dataClass}`, "role:data"];
  const network = `10.${(unit >> 8) & 255}.${unit & 255}`;
  const vpc = new linode.Vpc(`net${unit}`, {
    label: `net${unit}`,
    region,
    description: `data-class:${dataClass}`,
  });
  const subnet = new linode.VpcSubnet(`subnet${unit}`, {
    vpcId: vpc.id.apply(Number),
    label: "hosts",
    ipv4: `${network}.0/24`,
  });
  const firewall = new linode.Firewall(`wall${unit}`, {
    label: `wall${unit}`,
    tags,
    inboundPolicy: "DROP",
    outboundPolicy: "DROP",
    inbounds: [
      { label: "database", action: "ACCEPT", protocol: "TCP", ports: "5432", ipv4s: [`${network}.0/24`] },
    ],
    outbounds: [
      { label: "database", action: "ACCEPT", protocol: "TCP", ports: "5432", ipv4s: [`${network}.0/24`] },
    ],
  });
  for (const host of [1, 2]) {
    const instance = new linode.Instance(`host${unit}-${host}`, {
      label: `host${unit}-${host}`,
      region,
      type: "g6-dedicated-2",
      image: "linode/debian13",
      diskEncryption: "enabled",
      firewallId: firewall.id.apply(Number),
      interfaces: [
        { purpose: "vpc", subnetId: subnet.id.apply(Number), ipv4: { vpc: `${network}.${host + 9}` } },
      ],
      tags,
    });
    new linode.Volume(`volume${unit}-${host}`, {
      label: `volume${unit}-${host}`,
      region,
      size: 20,
      encryption: "enabled",
      linodeId: instance.id.apply(Number),
      tags,
    });
  }
  new linode.ObjectStorageKey(`key${unit}`, {
    label: `key${unit}`,
    regions: [region],
    bucketAccesses: [{ bucketName: `bucket${unit}`, region, permissions: "read_only" }],
  });
  new linode.PlacementGroup(`apart${unit}`, {
    label: `apart${unit}`,
    region,
    placementGroupType: "anti_affinity:local",
  });
  new linode.DomainRecord(`name${unit}`, {
    domainId: zone.id.apply(Number),
    recordType: "A",
    name: `unit${unit}`,
    target: "192.0.2.1",
  });
}
