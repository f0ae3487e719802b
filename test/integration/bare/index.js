// Someone's first try, from a provider's front page: one host, no tags, no firewall, no configuration.
const linode = require("@pulumi/linode");

const web = new linode.Instance("web", { region: "us-east", type: "g6-nanode-1", image: "linode/debian11" });

exports.address = web.ipAddress;
