// One program for many stacks: what differs comes from the stack's configuration, the region among it.
const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");

const config = new pulumi.Config();
const region = config.require("region");
const sites = config.requireObject("sites");

for (const { name, near } of sites) {
  new linode.Vpc(
    name,
    {
      label: name,
      region: near ?? region,
      description: `Site opened ${config.get("opened")} data-class:account`,
    },
    { protect: config.requireBoolean("protect") },
  );
}
