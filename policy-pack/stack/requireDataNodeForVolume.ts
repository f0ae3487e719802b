import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { usedThrough } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";
import { hasRole } from "../lib/tags";

const name = "bastide-stack-require-data-node-for-volume";

/** Rules about data nodes go by the role tag; this one keeps a node with data from calling itself something else. */
export const requireDataNodeForVolume: StackValidationPolicy = {
  name,
  displayName: "Volumes are on data nodes",
  description: "Every volume that is attached to an instance is attached to one of the role `data`.",
  severity: "critical",
  framework: enforces("NW-2", "DC-6"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ tags: "refused" }, (stack) => {
    for (const volume of stack.ofType("linode:index/volume:Volume")) {
      const hosts = usedThrough(volume, "linode:index/instance:Instance", ["linodeId"]);
      const other = [...hosts].find((host) => !hasRole(host.value("tags"), "data"));
      if (other) {
        stack.report(
          volume,
          `is attached to "${other.name}", which does not have the role data`,
          "Attach it to an instance with the tag `role:data`, which has no public address.",
        );
      }
    }
  }),
  remediationSteps: "Keep data on data nodes, and give other nodes no volume.",
  url: documented(name),
};
