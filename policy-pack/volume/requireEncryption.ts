import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-volume-require-encryption";

/** The provider's default is `disabled`, and enabling it later changes nothing at Linode (linode/terraform-provider-linode v3.1.1, linode/volume). */
export const requireEncryption: ResourceValidationPolicy = {
  name,
  displayName: "Volumes are encrypted",
  description: "Every volume asks for encryption, because the provider's default is none.",
  severity: "critical",
  framework: enforces("CM-1"),
  enforcementLevel: "mandatory",
  validateResource: judge("linode:index/volume:Volume", { encryption: "refused" }, ({ inputs, report }) => {
    if (inputs.encryption !== "enabled") {
      report(
        "is not encrypted",
        'Set `encryption` to `enabled` and `replaceOnChanges` to `["encryption"]`: it can\'t be added later.',
      );
    }
  }),
  remediationSteps:
    "Create an encrypted volume, copy the data over, and remove the old one. The provider can't convert it.",
  url: documented(name),
};
