import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-networking-ip-forbid-assignment";

/** An address that is assigned from its own side gives an instance a way in that the rules on `Instance` don't see. */
export const forbidAssignment: ResourceValidationPolicy = {
  name,
  displayName: "Addresses are named by their instance",
  description:
    "No address is assigned to an instance except by the instance itself, where its role is judged.",
  severity: "high",
  framework: enforces("NW-2"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/networkingIp:NetworkingIp",
    { linodeId: "given" },
    ({ inputs, report }) => {
      if (inputs.linodeId !== undefined) {
        report(
          "is assigned to an instance from outside",
          "Remove `linodeId` and name the address in the instance's `ipv4s`.",
        );
      }
    },
  ),
  remediationSteps: "Reserve the address in its region and pass it to the instance's `ipv4s`.",
  url: documented(name),
};
