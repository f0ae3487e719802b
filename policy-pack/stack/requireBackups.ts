import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { dataByClass, regionsOf } from "../lib/dataOf";
import { usersThrough } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";

const name = "bastide-stack-require-backups";

/** A bucket in each region of the data gives each region's data a backup in another one. */
export const requireBackups: StackValidationPolicy = {
  name,
  displayName: "Every class has backups elsewhere",
  description:
    "Every data class has a locked backup bucket in each region of its data, each with a key of its own.",
  severity: "critical",
  framework: enforces("BC-4", "BC-3"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ region: "refused", tags: "refused" }, (stack) => {
    for (const [dataClass, { nodes, volumes, backups }] of dataByClass(stack)) {
      const present = regionsOf(backups);
      const holders = [...nodes, ...volumes];
      for (const region of regionsOf(holders)) {
        const holder = holders.find((node) => node.value("region") === region);
        const isElsewhere = [...present].some((other) => other !== region);
        if (holder && !(present.has(region) && isElsewhere)) {
          stack.report(
            holder,
            `keeps data of class \`${dataClass}\`, which has no locked backup bucket ${isElsewhere ? "in this region" : "in another region"}`,
            "Create a `LockedBucket` with the tag `role:backup` in each region of the class.",
          );
        }
      }
      for (const bucket of backups) {
        if (
          usersThrough(bucket, "linode:index/objectStorageKey:ObjectStorageKey", ["bucketAccesses"])
            .length === 0
        ) {
          stack.report(
            bucket,
            "has no key of its own to be written with",
            "Create an `ObjectStorageKey` for this bucket.",
          );
        }
      }
    }
  }),
  remediationSteps: "Create a backup bucket and a writer's key for the class in each of its regions.",
  url: documented(name),
};
