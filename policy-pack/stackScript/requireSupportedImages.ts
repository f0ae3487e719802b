import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { baselineImages, faultOf } from "../lib/images";
import { judge } from "../lib/judge";
import { list } from "../lib/plain";

const name = "linode-stack-script-require-supported-images";

/** `any/all` would let the script start hosts that the baseline is not written for. */
export const requireSupportedImages: ResourceValidationPolicy = {
  name,
  displayName: "Scripts name supported images",
  description:
    "Every script that starts hosts is limited to images that the host baseline is written for and that still get security updates.",
  severity: "medium",
  framework: enforces("VI-1", "CM-7"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/stackScript:StackScript",
    { "images[]": "refused" },
    ({ inputs, report }) => {
      const images = list(inputs.images, "images");
      const fault =
        images.length === 0 ? "is not named" : images.map(faultOf).find((found) => found !== undefined);
      if (fault !== undefined) {
        report(
          `may be used with an image that ${fault}`,
          `Set \`images\` to ${baselineImages.join(" or ")}.`,
        );
      }
    },
  ),
  remediationSteps: "List only supported images in `images`.",
  url: documented(name),
};
