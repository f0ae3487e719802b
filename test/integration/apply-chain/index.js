// Everything through `apply`, `all` and `interpolate`: a password ends in user data, in a record and in a label.
const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");
const random = require("@pulumi/random");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const password = new random.RandomPassword("database", { length: 40 }, { protect: true });
const zone = new linode.Domain("zone", {
  domain: "account.example.org",
  type: "master",
  soaEmail: "a@example.org",
  tags,
});
const [domainId, secret] = [zone.id.apply(Number), pulumi.unsecret(password.result)];

new linode.DomainRecord("check", {
  domainId,
  name: "_check",
  recordType: "TXT",
  target: pulumi.all([secret, zone.domain]).apply(([text, domain]) => `${domain}:${text.slice(0, 12)}`),
});
new linode.Volume(
  "labelled",
  { label: pulumi.interpolate`v-${secret}`, region: "fr-par", size: 20, encryption: "enabled", tags },
  { protect: true },
);
const url = pulumi.interpolate`postgres://app:${secret}@db.${zone.domain}`;
new linode.StackScript("start", {
  label: "start",
  description: "Starts the application. data-class:account",
  images: ["linode/debian13"],
  isPublic: false,
  script: url.apply((text) => `#!/bin/bash\necho DATABASE_URL=${text} > /etc/app`),
});
