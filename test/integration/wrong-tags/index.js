// A component with a helper for tags that was copied from another company: wrong keys, two roles, a class too many.
const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");

const tagsOf = (...more) => ["team:platform", "managed-by:pulumi", ...more];

class Closed extends pulumi.ComponentResource {
  constructor(name, tags) {
    super("acme:network:Closed", name);
    const policies = { inboundPolicy: "DROP", outboundPolicy: "DROP" };
    this.firewall = new linode.Firewall(name, { label: name, ...policies, tags }, { parent: this });
    this.registerOutputs({ firewall: this.firewall.id });
  }
}

new Closed("untagged", undefined);
new Closed("misspelt", tagsOf("data_class:account", "role:edge"));
new Closed("twice", ["data-class:account", "role:edge", "role:data", "managed-by:bastide"]);
new Closed("both", ["data-class:account", "data-class:contact", "role:edge", "managed-by:bastide"]);
