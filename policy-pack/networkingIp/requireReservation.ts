import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-networking-ip-require-reservation";

/** Rules and names point at addresses. One that is not reserved is the next customer's as soon as its host is gone. */
export const requireReservation: ResourceValidationPolicy = {
  name,
  displayName: "Addresses are reserved",
  description:
    "Every address is reserved for the account, so that no rule or name points at somebody else's.",
  severity: "high",
  framework: enforces("NW-1", "NW-3", "DC-6"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/networkingIp:NetworkingIp",
    { reserved: "refused" },
    ({ inputs, report }) => {
      if (inputs.reserved !== true) {
        report(
          "is not reserved, so Linode gives it to another customer once its host is gone",
          "Set `reserved: true`, and protect the address.",
        );
      }
    },
  ),
  remediationSteps: "Reserve the address before a firewall or a record names it.",
  url: documented(name),
};
