import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "bastide-exchange-bucket-require-ticket-expiry";

/** A ticket that nobody fetched must not lie there for whoever finds its address and key later. */
export const requireTicketExpiry: ResourceValidationPolicy = {
  name,
  displayName: "Tickets go after a day",
  description: "Every exchange bucket removes tickets that no host has fetched after one day.",
  severity: "high",
  framework: enforces("AC-6"),
  enforcementLevel: "mandatory",
  validateResource: judge("bastide:index:ExchangeBucket", { ticketDays: "refused" }, ({ inputs, report }) => {
    if (inputs.ticketDays !== 1) {
      report("keeps tickets for longer than a day", "Set `ticketDays` to 1.");
    }
  }),
  remediationSteps: "Set `ticketDays: 1`.",
  url: documented(name),
};
