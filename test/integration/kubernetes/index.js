// Managed services instead of hosts: a cluster, a database, an image and an account setting. None is reviewed.
const linode = require("@pulumi/linode");

new linode.LkeCluster("cluster", {
  label: "cluster",
  region: "fr-par",
  k8sVersion: "1.33",
  pools: [{ type: "g6-standard-2", count: 3 }],
});
new linode.DatabasePostgresqlV2("orders", {
  label: "orders",
  region: "fr-par",
  engineId: "postgresql/16",
  type: "g6-nanode-1",
  allowLists: ["0.0.0.0/0"],
});
new linode.AccountSettings("account", { backupsEnabled: false });
