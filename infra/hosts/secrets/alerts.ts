import type { SecretRenderer } from "./index";

/** VI-3, AC-6: the token with which a gateway calls a person; `bastide:alerts.token` of the configuration. */
export const alerts: SecretRenderer = (host, { passwords }) =>
  host.role === "gateway" && host.alerts !== undefined && passwords.alerts !== undefined
    ? { "alerts-token": passwords.alerts }
    : {};
