import type { Check } from "./check";

/** NW-4: a gateway reaches who is to be called by the proxy's allow-list, like everything else. */
export const checkAlerts: Check = ({ config: { alerts, egress } }) => {
  if (alerts === undefined || egress === undefined) return [];
  const { hostname } = new URL(alerts.url);
  return egress.names.includes(hostname)
    ? []
    : [
        {
          key: "bastide:egress.names",
          message: `Alerts go to ${hostname}, and gateways may not reach that name.`,
          fix: `Add \`${hostname}\` to \`bastide:egress.names\`.`,
        },
      ];
};
