import { clusterName, isMember } from "../cluster";
import type { HostDescription } from "../description";
import type { SecretRenderer } from "./index";

/**
 * The DNS names that a host's certificate is for; its common name is the first. Its addresses are those in the overlay and in the VPC.
 */
export const certificateNames = (host: HostDescription): readonly string[] => [
  host.name,
  host.fqdn,
  ...(host.role === "service" && host.endpoint !== undefined ? [host.endpoint.serviceName] : []),
  ...(isMember(host) ? [clusterName(host)] : []),
];

/** NW-3: the class's authority and the host's own certificate, for both ends of every connection inside the class. */
export const tls: SecretRenderer = (_host, { certificates }) => ({
  "ca.pem": certificates.authority,
  "host.pem": certificates.certificate,
  "host.key": certificates.key,
});
