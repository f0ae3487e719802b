import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { usersThrough } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";
import { hasRole } from "../lib/tags";

const name = "bastide-stack-require-volume-for-data-node";

/** A host's own disk goes with the host, at every replacement; a protected volume stays. */
export const requireVolumeForDataNode: StackValidationPolicy = {
  name,
  displayName: "Data nodes have a volume each",
  description:
    "Every data node keeps its data on a volume of its own, which stays when the host is replaced.",
  severity: "high",
  framework: enforces("BC-2", "CM-1"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ tags: "refused" }, (stack) => {
    for (const host of stack.ofType("linode:index/instance:Instance")) {
      const volumes = usersThrough(host, "linode:index/volume:Volume", ["linodeId"]);
      if (hasRole(host.value("tags"), "data") && volumes.length === 0) {
        stack.report(
          host,
          "is a data node without a volume, so its data would be lost with it",
          "Create an encrypted `Volume` with the host's id as `linodeId`.",
        );
      }
    }
  }),
  remediationSteps: "Give the data node an encrypted, protected volume.",
  url: documented(name),
};
