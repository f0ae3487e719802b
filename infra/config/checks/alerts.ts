import type { Problem } from "../problems";
import type { Check } from "./check";

/** What the service is called among the approvals. */
const subject = "service:alerts";

/**
 * NW-4, EX-2: a gateway reaches who is to be called by the proxy's allow-list, like everything else; and that service is approved. That
 * the approval has run out is the policy pack's business, as of every other service: an old one must not keep the rest from being judged.
 */
export const checkAlerts: Check = ({ config: { alerts, egress, approvals } }) => {
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
  if (approvals?.some((approval) => approval.subject === subject) !== false) return shut;
  return [
    ...shut,
    {
      key: "bastide:alerts",
      message: "The service that alerts go to needs an approval.",
      fix: `Add \`{ subject: "${subject}", approver: …, date: … }\` to \`bastide:approvals\`.`,
    },
  ];
};
