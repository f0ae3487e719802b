import { type BucketAccess, secretFiles, secretsFolder } from "../../../infra/hosts/secrets";
import type { Authority, Machine } from "../../../local-cloud/hosts";
import { sh } from "./converged";
import { described, type LightSite } from "./lightSite";
import { type ObjectServer, startObjectServer } from "./objectServer";

/** The names of S3 in each region, as production's configuration allows them; the region that takes writes is first. */
const endpoints = {
  "fr-par": { name: "fr-par-1.linodeobjects.com", address: "10.79.255.20" },
  "de-fra-2": { name: "de-fra-1.linodeobjects.com", address: "10.79.255.21" },
} as const;

/**
 * Starts an S3 server for each region, lays the keys to them on a data node, and lets its gateway find them. The data node itself knows no
 * name of theirs: its way is the proxy's.
 */
export async function layObjects(
  { world, outside, host }: LightSite,
  names: { readonly data: string; readonly gateway: string },
  { authority, versitygw }: { readonly authority: Authority; readonly versitygw: string },
): Promise<readonly ObjectServer[]> {
  const servers: ObjectServer[] = [];
  for (const [region, { name, address }] of Object.entries(endpoints)) {
    await outside.addAddress(`${address}/12`);
    const bucket = `example-sessions-${region}-objects`;
    servers.push(
      await startObjectServer({ world, place: outside, address, region, name, bucket, versitygw, authority }),
    );
  }
  const lines = servers.map(({ address, name }) => `${address} ${name}\n`).join("");
  await sh(host(names.gateway), `printf '%s' '${lines}' >> /etc/hosts; systemctl restart tinyproxy.service`);
  // All networks of this world are one: as in a VPC, a node asks its gateway's proxy from its address there.
  const { vpc, gateway } = described(names.data).addresses;
  await sh(host(names.data), `ip route add ${gateway}/32 dev eth0 src ${vpc}`);
  const buckets = servers.map(
    ({ region, name: endpoint, bucket, accessKey, secretKey }): BucketAccess => ({
      ...{ role: "objects", region, endpoint, name: bucket, accessKey, secretKey },
    }),
  );
  const files = secretFiles(described(names.data), {
    activeRegion: "fr-par",
    wireguard: { privateKey: "", peers: [] },
    certificates: { authority: "", certificate: "", key: "" },
    otherAuthorities: {},
    passwords: {},
    buckets,
  });
  for (const name of ["objects.conf", "objects-buckets"])
    await host(names.data).writeFile(`${secretsFolder}/${name}`, files[name] ?? "", 0o600);
  for (const each of Object.values(names)) await sh(host(each), "mkdir -p /run/bastide");
  return servers;
}

/** Answers as Patroni of the node that leads does: 200 at /primary, over TLS, to who has a certificate of the class. */
const manager = `
import http.server, ssl
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/primary" else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
secrets = "/etc/bastide/secrets"
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=f"{secrets}/ca.pem")
context.verify_mode = ssl.CERT_REQUIRED
context.load_cert_chain(f"{secrets}/host.pem", f"{secrets}/host.key")
server = http.server.ThreadingHTTPServer(("", 8008), Answer)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
`;

/** Starts a stand-in for Patroni on a data node; it is always the leader. */
export async function managerStandIn(host: Machine): Promise<void> {
  await host.writeFile("/usr/local/lib/manager.py", manager);
  await sh(
    host,
    "systemd-run -q --unit=manager /usr/bin/python3 /usr/local/lib/manager.py; for _ in $(seq 50); do if ss -Hlnt | grep -q :8008; then exit; fi; sleep 0.2; done; exit 1",
  );
}
