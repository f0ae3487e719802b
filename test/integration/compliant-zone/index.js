// Nothing to object to: a class's zone, with a record for an address of the class, tagged, related and protected.
const linode = require("@pulumi/linode");

const zone = new linode.Domain("zone", {
  domain: "account.example.org",
  type: "master",
  soaEmail: "hostmaster@example.org",
  tags: ["data-class:account", "role:edge", "managed-by:bastide"],
});
const front = new linode.NetworkingIp(
  "front",
  { type: "ipv4", public: true, reserved: true, region: "fr-par" },
  { protect: true },
);
for (const name of ["www", "api"]) {
  new linode.DomainRecord(name, {
    domainId: zone.id.apply(Number),
    name,
    recordType: "A",
    target: front.address,
  });
}
