// Names for everybody: a zone that others may copy, a secondary zone, records that point outside and at a raw id.
const linode = require("@pulumi/linode");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const zone = new linode.Domain("open", {
  domain: "account.example.org",
  type: "master",
  soaEmail: "hostmaster@example.org",
  axfrIps: ["192.0.2.53"],
  tags,
});
new linode.Domain("copy", { domain: "example.net", type: "slave", masterIps: ["192.0.2.54"], tags });
new linode.DomainRecord("mail", {
  domainId: zone.id.apply(Number),
  recordType: "MX",
  target: "mail.elsewhere.example",
  priority: 10,
});
new linode.DomainRecord("stray", { domainId: 4711, name: "www", recordType: "A", target: "203.0.113.9" });
