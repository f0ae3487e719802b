// Other people's component, three deep, that means well: sensible defaults for somebody else's policy.
const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");

class Rules extends pulumi.ComponentResource {
  constructor(name, { tags, from = ["0.0.0.0/0"] }, opts) {
    super("cloudkit:security:Rules", name, {}, opts);
    const accept = (label, ports) => ({ label, action: "ACCEPT", protocol: "TCP", ports, ipv4s: from });
    this.id = new linode.Firewall(
      name,
      {
        label: name,
        inboundPolicy: "DROP",
        outboundPolicy: "DROP",
        inbounds: [accept("web", "80,443"), accept("ssh", "22")],
        outbounds: [
          { label: "all", action: "ACCEPT", protocol: "TCP", ports: "1-65535", ipv4s: ["0.0.0.0/0"] },
        ],
        tags,
      },
      { parent: this },
    ).id.apply(Number);
  }
}
class Server extends pulumi.ComponentResource {
  constructor(name, { tags, size = "g6-standard-1" }, opts) {
    super("cloudkit:compute:Server", name, {}, opts);
    const parent = { parent: this };
    const base = { region: "fr-par", type: size, image: "linode/debian13", diskEncryption: "enabled", tags };
    this.host = new linode.Instance(
      `${name}-host`,
      {
        ...base,
        interfaces: [{ purpose: "public", primary: true }],
        firewallId: new Rules(`${name}-rules`, { tags }, parent).id,
      },
      parent,
    );
  }
}
class Website extends pulumi.ComponentResource {
  constructor(name, args) {
    super("cloudkit:web:Website", name);
    this.servers = [1, 2].map((number) => new Server(`${name}-${number}`, args, { parent: this }));
  }
}
new Website("shop", { tags: ["data-class:account", "role:edge", "managed-by:bastide"] });
