import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { baselineImages, faultOf } from "../lib/images";
import { judge } from "../lib/judge";

const name = "linode-instance-require-supported-image";

/** An image of one's own, an unknown one and a disk without one can't be judged; an old one gets no security updates. */
export const requireSupportedImage: ResourceValidationPolicy = {
  name,
  displayName: "Instances start from a supported image",
  description:
    "Every instance starts from an image that the host baseline is written for and that still gets security updates.",
  severity: "high",
  framework: enforces("VI-1", "CM-7", "CM-9"),
  enforcementLevel: "mandatory",
  validateResource: judge("linode:index/instance:Instance", { image: "refused" }, ({ inputs, report }) => {
    const fault = faultOf(inputs.image);
    if (fault !== undefined) {
      report(`starts from an image that ${fault}`, `Set \`image\` to ${baselineImages.join(" or ")}.`);
    }
  }),
  remediationSteps: "Rebuild the host from the supported image; its data lies on the volume.",
  url: documented(name),
};
