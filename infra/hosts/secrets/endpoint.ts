import type { SecretRenderer } from "./index";

/** NW-3: the published name's certificate, on the edges of every region alike, so that a standby is ready before it is active. */
export const endpoint: SecretRenderer = (host, secrets) =>
  host.role === "edge" && secrets.endpoint !== undefined
    ? { "endpoint.pem": secrets.endpoint.certificate, "endpoint.key": secrets.endpoint.key }
    : {};
