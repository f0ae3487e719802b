// Access for people and machines from the program: users, keys, and tokens that do everything for ever.
const linode = require("@pulumi/linode");

new linode.User("intern", { username: "intern", email: "intern@example.org", restricted: false });
new linode.SshKey("laptop", { label: "laptop", sshKey: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 laptop" });
new linode.Token("ci", { label: "ci", scopes: "*" });
new linode.Token("monitor", {
  label: "monitor",
  scopes: "linodes:read_only",
  expiry: "2100-01-01T00:00:00Z",
});
