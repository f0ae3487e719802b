import type { SecretRenderer } from "./index";

/** NW-3: the class's authority and the host's own certificate, for both ends of every connection inside the class. */
export const tls: SecretRenderer = (_host, { certificates }) => ({
  "ca.pem": certificates.authority,
  "host.pem": certificates.certificate,
  "host.key": certificates.key,
});
