import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-instance-forbid-root-password";

/** The provider makes a random password and forgets it when none is given, which is what we want. */
export const forbidRootPassword: ResourceValidationPolicy = {
  name,
  displayName: "No root password",
  description: "No instance is created with a root password, because administrators authenticate with keys.",
  severity: "high",
  framework: enforces("CM-5", "AC-6"),
  enforcementLevel: "mandatory",
  validateResource: judge("linode:index/instance:Instance", { rootPass: "given" }, ({ inputs, report }) => {
    if (inputs.rootPass !== undefined) {
      report(
        "is created with a root password",
        "Remove `rootPass`; the provider then sets a random one that nobody knows.",
      );
    }
  }),
  remediationSteps: "Remove `rootPass` and give administrators hardware-backed keys.",
  url: documented(name),
};
