// A map of classes times a list of regions, in two loops; one region is outside, one class is nobody's.
const linode = require("@pulumi/linode");

const regions = { account: ["fr-par", "us-east"], accounting: ["de-fra-2"] };
for (const [dataClass, places] of Object.entries(regions)) {
  for (const region of places) {
    const vpc = new linode.Vpc(
      `${dataClass}-${region}`,
      {
        label: `${dataClass}-${region}`,
        region,
        description: `Network of ${region} data-class:${dataClass}`,
      },
      { protect: region !== "us-east" },
    );
    new linode.VpcSubnet(`${dataClass}-${region}-hosts`, {
      vpcId: vpc.id.apply(Number),
      label: "hosts",
      ipv4: "10.64.1.0/24",
    });
  }
}
