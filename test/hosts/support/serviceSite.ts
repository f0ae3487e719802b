import {
  type Authority,
  base,
  type Machine,
  makeAuthority,
  openWorld,
  type Plug,
  type World,
} from "../../../local-cloud/hosts";
import type { Place } from "../../../local-cloud/hosts/place";
import { startProgram } from "../../../local-cloud/hosts/services/program";
import { sh } from "./converged";
import { laidFiles, productionHost, secretsOf } from "./laid";

/**
 * An edge, a service node and a database of production's `account`, with the tunnels' addresses on one plain network and a balancer in
 * front that speaks the PROXY protocol, as Linode's does. Each has its own files and runs its own steps; the baseline's do not run.
 */
export interface ServiceSite {
  readonly world: World;
  readonly edge: Machine;
  readonly service: Machine;
  readonly data: Machine;
  /** Somebody on the internet. */
  readonly client: Place;
  /** Of the class; hosts' certificates are by it. */
  readonly authority: Authority;
  /** Of the endpoint's certificate. */
  readonly publicAuthority: Authority;
  readonly endpoint: string;
  readonly balancerAddress: string;
  close(): Promise<void>;
}

const passwords = { "service-owner": "Owner0OfTables1Password", service: "Service0ReadsAndWrites1" };
const edgeAddress = "192.168.200.7";
const balancerAddress = "203.0.113.80";

/** A database that takes writes, set up as far as the service needs it: TLS with peers' certificates, and passwords by SCRAM. */
const database = `
pg_createcluster 17 main
install -d -o postgres -g postgres -m 0700 /var/lib/postgresql/tls
install -o postgres -g postgres -m 0600 /etc/bastide/secrets/{ca.pem,host.pem,host.key} /var/lib/postgresql/tls
cat >> /etc/postgresql/17/main/postgresql.conf << END
listen_addresses = '*'
ssl = on
ssl_min_protocol_version = 'TLSv1.3'
ssl_ca_file = '/var/lib/postgresql/tls/ca.pem'
ssl_cert_file = '/var/lib/postgresql/tls/host.pem'
ssl_key_file = '/var/lib/postgresql/tls/host.key'
END
cat > /etc/postgresql/17/main/pg_hba.conf << END
local all postgres peer
hostssl bastide bastide_owner,bastide_service all scram-sha-256 clientcert=verify-ca
END
systemctl start postgresql@17-main.service
mkdir -p /run/bastide
/usr/lib/bastide/converge.d/67-logins-service`;

/** Lays the site out, boots it, and runs the steps of its roles. */
export async function bootServiceSite(folder: string): Promise<ServiceSite> {
  const world = await openWorld({ folder });
  try {
    return await lay(world);
  } catch (error) {
    await world.close();
    throw error;
  }
}

async function lay(world: World): Promise<ServiceSite> {
  const full = await base("full");
  const [authority, publicAuthority] = await Promise.all([makeAuthority(), makeAuthority()]);
  const tunnels = await world.network("tunnels");
  const internet = await world.network("internet");
  const shared = await world.network("shared");
  const client = await world.place("client", [{ network: internet, addresses: ["203.0.113.9/24"] }]);
  const balancer = await world.place("balancer", [
    { network: internet, addresses: [`${balancerAddress}/24`] },
    { network: shared, addresses: ["192.168.255.5/17"] },
  ]);
  const endpoint = productionHost("account-fr-par-edge-1").endpoint?.names ?? [];
  const published = await publicAuthority.issue(endpoint);
  const told = { passwords, endpoint: { certificate: published.cert, key: published.key } };
  const machine = async (name: string, more: readonly Plug[] = []): Promise<Machine> => {
    const host = productionHost(name);
    return world.machine({
      name,
      base: full,
      seed: { userData: "#cloud-config\n{}\n" },
      files: laidFiles(host, await secretsOf(host, authority, told)),
      interfaces: [{ network: tunnels, addresses: [`${host.addresses.overlay}/12`] }, ...more],
    });
  };
  const edge = await machine("account-fr-par-edge-1", [
    { network: shared, addresses: [`${edgeAddress}/17`] },
  ]);
  const service = await machine("account-fr-par-service-1");
  const data = await machine("account-fr-par-data-1");
  await Promise.all([edge, service, data].map((one) => one.boot()));
  await Promise.all([edge, service, data].map((one) => one.waitFor({ seconds: 300 })));
  await sh(data, database);
  await sh(service, "mkdir -p /run/bastide; cd /usr/lib/bastide/converge.d; ./72-https; ./74-service");
  await sh(edge, "mkdir -p /run/bastide; /usr/lib/bastide/converge.d/72-https");
  const settings = [
    "defaults",
    " mode tcp",
    " timeout connect 3s\n timeout client 60s\n timeout server 60s",
    `frontend https\n bind ${balancerAddress}:443\n default_backend edges`,
    `backend edges\n server edge ${edgeAddress}:443 send-proxy-v2`,
  ];
  await startProgram(world, balancer, {
    name: "balancer",
    base: full,
    argv: ["/usr/sbin/haproxy", "-db", "-f", "/etc/world/haproxy.cfg"],
    files: { "haproxy.cfg": { content: `${settings.join("\n")}\n` } },
    serves: [`${balancerAddress}:443`],
  });
  return {
    world,
    edge,
    service,
    data,
    client,
    authority,
    publicAuthority,
    endpoint: endpoint[0] ?? "",
    balancerAddress,
    close: () => world.close(),
  };
}
