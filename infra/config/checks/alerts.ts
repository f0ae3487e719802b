import type { Problem } from "../problems";
import { type Check, day, dayOf } from "./check";

/** What the service is called among the approvals. */
const subject = "service:alerts";

/** How long an approval lasts (EX-2): a year, its leap day included. */
const year = 366 * day;

/** NW-4, EX-2: a gateway reaches who is to be called by the proxy's allow-list, like everything else; and that service is approved. */
export const checkAlerts: Check = ({ config: { alerts, egress, approvals }, today }) => {
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
  const isApproved = approvals?.some(
    (one) => one.subject === subject && dayOf(today) - Date.parse(one.date) <= year,
  );
  if (isApproved !== false) return shut;
  return [
    ...shut,
    {
      key: "bastide:alerts",
      message: "The service that alerts go to needs an approval that is at most a year old.",
      fix: `Add \`{ subject: "${subject}", approver: …, date: … }\` to \`bastide:approvals\`.`,
    },
  ];
};
