// A platform team's way: the program says little, and a stack transformation adds tags, protection and defaults to all.
const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");

const tagged = ["linode:index/firewall:Firewall", "linode:index/domain:Domain"];
pulumi.runtime.registerStackTransformation(({ type, props, opts }) => ({
  props: tagged.includes(type)
    ? { ...props, tags: [...(props.tags ?? []), "data-class:account", "managed-by:bastide"] }
    : type === "linode:index/vpc:Vpc"
      ? { ...props, description: `${props.description ?? "Network."} data-class:account` }
      : props,
  opts: { ...opts, protect: true },
}));

new linode.Vpc("network", { label: "network", region: "fr-par" });
new linode.Firewall("closed", {
  label: "closed",
  inboundPolicy: "DROP",
  outboundPolicy: "DROP",
  tags: ["role:edge"],
});
new linode.Domain("zone", {
  domain: "account.example.org",
  type: "master",
  soaEmail: "a@example.org",
  tags: ["role:edge"],
});
