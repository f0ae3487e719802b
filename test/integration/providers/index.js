// Several providers: a second account by a token in the code, one that asks for keys by itself and waits for nothing, a default one.
const linode = require("@pulumi/linode");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const firewall = (name, provider) =>
  new linode.Firewall(
    name,
    { label: name, inboundPolicy: "DROP", outboundPolicy: "DROP", tags },
    { provider },
  );

const second = new linode.Provider("second", {
  token: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
});
const hasty = new linode.Provider("hasty", {
  apiVersion: "v4beta",
  objUseTempKeys: true,
  skipInstanceReadyPoll: true,
});
firewall("default");
firewall("second", second);
firewall("hurried", hasty);
