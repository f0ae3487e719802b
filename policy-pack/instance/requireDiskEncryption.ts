import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-instance-require-disk-encryption";

/** Without the argument, whether the disk is encrypted depends on the region: absent is refused. */
export const requireDiskEncryption: ResourceValidationPolicy = {
  name,
  displayName: "Instances encrypt their disks",
  description: "Every instance asks for an encrypted disk and leaves nothing to the region's default.",
  severity: "critical",
  framework: enforces("CM-1"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/instance:Instance",
    { diskEncryption: "refused" },
    ({ inputs, report }) => {
      if (inputs.diskEncryption !== "enabled") {
        report(
          inputs.diskEncryption === undefined
            ? "leaves the encryption of its disk to the region's default"
            : "turns the encryption of its disk off",
          "Set `diskEncryption` to `enabled`.",
        );
      }
    },
  ),
  remediationSteps: 'Set `diskEncryption: "enabled"` on the instance. Linode rebuilds the disk to change it.',
  url: documented(name),
};
