import { isIPv4 } from "node:net";
import type { Base } from "../base";
import type { Place, Surroundings } from "../place";
import type { Authority } from "./authority";
import { startProgram } from "./program";
import type { Service } from "./service";

/** Names and their addresses; what is not among them doesn't exist. */
export type Names = Readonly<Record<string, readonly string[]>>;

export interface NamesOptions {
  /** With unbound: `full`. */
  base: Base;
  /** Of the place; it answers at each, on port 53. */
  addresses: readonly string[];
  names: Names;
  /** For DNS over TLS, on port 853: what clients expect the certificate to be for, besides the addresses. */
  tls?: { authority: Authority; names: readonly string[] };
}

export interface NameService extends Service {
  /** Answers with these from now on, and with no others. */
  set(names: Names): void;
}

/** A name server for the hosts of a world, which knows the names given and asks nobody else. */
export async function startNames(
  world: Surroundings,
  place: Place,
  { base, addresses, names, tls }: NamesOptions,
): Promise<NameService> {
  const certificate = await tls?.authority.issue([...tls.names, ...addresses]);
  const program = await startProgram(world, place, {
    name: `${place.name}-names`,
    base,
    argv: ["/usr/sbin/unbound", "-d", "-p", "-c", "/etc/world/unbound.conf"],
    files: {
      "unbound.conf": { content: settings(addresses, certificate !== undefined) },
      "names.conf": { content: records(names) },
      ...(certificate === undefined
        ? {}
        : { "tls.pem": { content: certificate.cert }, "tls.key": { content: certificate.key, mode: 0o600 } }),
    },
    serves: addresses.flatMap((address) => ports(address, certificate !== undefined)),
  });
  return {
    addresses,
    set(changed) {
      program.write({ "names.conf": { content: records(changed) } });
      program.signal("SIGHUP");
    },
    stop: () => program.stop(),
  };
}

function ports(address: string, tls: boolean): string[] {
  const host = isIPv4(address) ? address : `[${address}]`;
  return [`${host}:53`, ...(tls ? [`${host}:853`] : [])];
}

function settings(addresses: readonly string[], tls: boolean): string {
  const lines = [
    'server:\n username: ""\n chroot: ""\n pidfile: ""\n use-syslog: no\n logfile: ""\n num-threads: 1',
    ' directory: "/etc/world"\n module-config: "iterator"\n access-control: 0.0.0.0/0 allow\n access-control: ::/0 allow',
    ...addresses.map((address) => ` interface: ${address}@53`),
    ...(tls ? addresses.map((address) => ` interface: ${address}@853`) : []),
    ...(tls ? [' tls-port: 853\n tls-service-key: "tls.key"\n tls-service-pem: "tls.pem"'] : []),
    ' local-zone: "." static\n include: "/etc/world/names.conf"',
    "remote-control:\n control-enable: no",
  ];
  return `${lines.join("\n")}\n`;
}

function records(names: Names): string {
  return Object.entries(names)
    .flatMap(([name, addresses]) =>
      addresses.map(
        (address) => ` local-data: "${name}. 60 IN ${isIPv4(address) ? "A" : "AAAA"} ${address}"\n`,
      ),
    )
    .join("");
}
