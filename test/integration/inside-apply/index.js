// Resources that are made inside `apply`: those that a known value brings are seen, those that an unknown one brings
// can't be seen by any preview, and are judged in the update before they are touched.
const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");

pulumi
  .output(["fr-par", "es-mad"])
  .apply((regions) =>
    regions.map(
      (region) =>
        new linode.Vpc(
          region,
          { label: region, region, description: "data-class:account" },
          { protect: true },
        ),
    ),
  );
const zone = new linode.Domain("zone", {
  domain: "account.example.org",
  type: "master",
  soaEmail: "a@example.org",
  tags: ["data-class:account", "role:edge", "managed-by:bastide"],
});
zone.id.apply((id) => new linode.User("later", { username: `zone-${id}`, email: "zone@example.org" }));
