import type { Base } from "../base";
import type { Place, Surroundings } from "../place";
import type { Authority } from "./authority";
import { startProgram } from "./program";
import type { Service } from "./service";

export interface TimeOptions {
  /** With chrony: `full`. */
  base: Base;
  /** Of the place; it answers at all of them, on port 123. */
  addresses: readonly string[];
  /** For Network Time Security, on port 4460: what clients expect the certificate to be for. */
  nts?: { authority: Authority; names: readonly string[] };
}

const settings = `local stratum 1
allow all
port 123
cmdport 0
user root
pidfile /run/chronyd.pid
`;

/** A time server for the hosts of a world. It tells this machine's time, and never sets it. One a place. */
export async function startTime(
  world: Surroundings,
  place: Place,
  { base, addresses, nts }: TimeOptions,
): Promise<Service> {
  const certificate = await nts?.authority.issue([...nts.names, ...addresses]);
  const security = "ntsserverkey /etc/world/nts.key\nntsservercert /etc/world/nts.pem\n";
  const program = await startProgram(world, place, {
    name: `${place.name}-time`,
    base,
    argv: ["/usr/sbin/chronyd", "-d", "-x", "-f", "/etc/world/chrony.conf"],
    files: {
      "chrony.conf": { content: certificate === undefined ? settings : settings + security },
      ...(certificate === undefined
        ? {}
        : { "nts.pem": { content: certificate.cert }, "nts.key": { content: certificate.key, mode: 0o600 } }),
    },
    serves: certificate === undefined ? [":123"] : [":123", ":4460"],
  });
  return { addresses, stop: () => program.stop() };
}
