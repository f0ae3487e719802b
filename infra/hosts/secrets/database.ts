import { stringify } from "yaml";

import { overlayPorts } from "../../topology/overlay";
import { databaseRoles } from "../database";
import type { SecretRenderer } from "./index";
import { scramVerifier } from "./service";

const user = "bastide";

/**
 * AC-6, BC-1: the second part of Patroni's settings: passwords, and, for a region that does not take writes when its cluster is first made,
 * whom it follows. That is read once: a failover changes it in etcd, and this text has no say any more.
 */
export const database: SecretRenderer = (host, { activeRegion, passwords }) => {
  const { replication, rewind } = databaseRoles;
  const [forReplication, forRewind, forRest] = [
    passwords[replication.purpose],
    passwords[rewind.purpose],
    passwords["patroni-rest"],
  ];
  if (
    host.role !== "data" ||
    forReplication === undefined ||
    forRewind === undefined ||
    forRest === undefined
  )
    return {};
  const active = host.sites.find(({ region }) => region === activeRegion);
  const follows =
    active === undefined || activeRegion === host.region
      ? {}
      : {
          bootstrap: {
            dcs: {
              standby_cluster: {
                host: active.dataNodes.map(({ overlay }) => overlay).join(","),
                port: overlayPorts.database,
                create_replica_methods: ["basebackup"],
              },
            },
          },
        };
  const config = {
    ...follows,
    restapi: { authentication: { username: user, password: forRest } },
    postgresql: {
      authentication: {
        replication: { password: forReplication },
        rewind: { password: forRewind },
      },
    },
  };
  const verifiers = [
    [replication.login, forReplication],
    [rewind.login, forRewind],
  ].map(([login = "", password = ""]) => `${login} ${scramVerifier(login, password)}\n`);
  return { "patroni.yml": stringify(config), "database-roles": verifiers.join("") };
};
