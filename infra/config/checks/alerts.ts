import type { Problem } from "../problems";
import { type Check, isApproved } from "./check";

/** What the service is called among the approvals. */
const subject = "service:alerts";

/** NW-4, EX-2: a gateway reaches who is to be called by the proxy's allow-list, like everything else; and that service is approved. */
export const checkAlerts: Check = (context) => {
  const { alerts, egress } = context.config;
  if (alerts === undefined) return [];
  const names = new Set(
    [alerts.url, alerts.heartbeat].flatMap((url) => (url === undefined ? [] : [new URL(url).hostname])),
  );
  const shut = [...names].flatMap((hostname): Problem[] =>
    egress === undefined || egress.names.includes(hostname)
      ? []
      : [
          {
            key: "bastide:egress.names",
            message: `Alerts go to ${hostname}, and gateways may not reach that name.`,
            fix: `Add \`${hostname}\` to \`bastide:egress.names\`.`,
          },
        ],
  );
  if (isApproved(context, subject) !== false) return shut;
  return [
    ...shut,
    {
      key: "bastide:alerts",
      message: "The service that alerts go to needs an approval that is at most a year old.",
      fix: `Add \`{ subject: "${subject}", approver: …, date: … }\` to \`bastide:approvals\`.`,
    },
  ];
};
