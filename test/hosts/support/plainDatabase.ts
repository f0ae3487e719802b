import { parse } from "yaml";

import type { HostDescription } from "../../../infra/hosts/description";
import { patroni } from "../../../infra/hosts/rendered/patroni";

/** What needs a cluster, its certificates or its buckets. */
const ofCluster = /^(ssl|archive|syslog|log_destination)/;

/** A script that starts a database with the host's own settings and its own rules of who gets in, without Patroni. It logs into a file. */
export function plainDatabase(host: HostDescription): string {
  const { parameters, pg_hba, pg_ident } = parse(patroni(host).content).postgresql as {
    parameters: Record<string, string | number>;
    pg_hba: string[];
    pg_ident: string[];
  };
  const settings = Object.entries(parameters)
    .filter(([name]) => !ofCluster.test(name))
    .map(([name, value]) => `${name} = '${value}'`);
  // Without TLS the server would refuse rules that ask for it.
  const rules = pg_hba.filter((rule) => !rule.startsWith("hostssl"));
  return `
install -d -o postgres -g postgres /run/postgresql
install -d /run/bastide
pg_createcluster 17 main -- --no-sync
cat >> /etc/postgresql/17/main/postgresql.conf << 'END'
${settings.join("\n")}
listen_addresses = ''
fsync = off
END
echo '${rules.join("\n")}' > /etc/postgresql/17/main/pg_hba.conf
echo '${pg_ident.join("\n")}' > /etc/postgresql/17/main/pg_ident.conf
pg_ctlcluster 17 main start`;
}

/** Where it logs. */
export const databaseLog = "/var/log/postgresql/postgresql-17-main.log";
