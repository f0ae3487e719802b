import { overlayPorts } from "../../topology/overlay";
import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

/**
 * AC-3, NW-1: on a gateway, people may go on to their site's own nodes by `ssh -J`, and to nothing else. The secure shell keeps the first value
 * that it reads: this file's name comes before the baseline's, which forbids it for all.
 */
export const jump = (host: HostDescription): HostFile =>
  hostFile(
    "gateway",
    "/etc/ssh/sshd_config.d/05-jump.conf",
    [
      "# AC-3, NW-1: the way on to this site's own nodes, by `ssh -J`, and to nothing else.",
      "AllowTcpForwarding local",
      `PermitOpen ${host.neighbours.map(({ overlay }) => `${overlay}:${overlayPorts.ssh}`).join(" ")}`,
      "",
    ].join("\n"),
    "0600",
  );
