// A stack that was refactored: renamed resources with aliases, changes ignored, one rule weakened on the way.
const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
class Network extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("shop:platform:Network", name, {}, opts);
    this.vpc = new linode.Vpc(
      `${name}-vpc`,
      { label: "net", region: "fr-par", description: "data-class:account" },
      { parent: this, protect: true, aliases: [{ name: "vpc", parent: pulumi.rootStackResource }] },
    );
    this.firewall = new linode.Firewall(
      `${name}-firewall`,
      { label: "net", inboundPolicy: "ACCEPT", outboundPolicy: "DROP", disabled: true, tags },
      { parent: this, aliases: [{ name: "firewall" }], ignoreChanges: ["inboundPolicy", "disabled"] },
    );
    this.registerOutputs({});
  }
}
new Network("main", { aliases: [{ name: "network", type: "shop:old:Network" }] });
