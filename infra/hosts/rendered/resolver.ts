import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

/** NW-3, NW-4: the gateway's resolver, for its own site; it asks the declared resolvers over TLS, and believes certificates only. */
export function resolver(host: HostDescription): HostFile {
  const lines = [
    "# NW-3, NW-4: names for this site, asked for over TLS.",
    "server:",
    ` interface: ${host.addresses.vpc}`,
    " interface: 127.0.0.1",
    " ip-freebind: yes",
    " access-control: 127.0.0.0/8 allow",
    ...host.neighbours.map(({ vpc }) => ` access-control: ${vpc}/32 allow`),
    " tls-cert-bundle: /etc/ssl/certs/ca-certificates.crt",
    " hide-identity: yes",
    " hide-version: yes",
    " qname-minimisation: yes",
    "forward-zone:",
    ' name: "."',
    " forward-tls-upstream: yes",
    ...host.resolvers.map((address) => ` forward-addr: ${address}@853#${address}`),
  ];
  return hostFile("gateway", "/etc/unbound/unbound.conf.d/bastide.conf", `${lines.join("\n")}\n`);
}
