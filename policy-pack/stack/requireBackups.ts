import type { StackValidationPolicy } from "@pulumi/policy";
import { section } from "../lib/configuration/entry";
import { documented, enforces } from "../lib/controls";
import { dataByClass, regionsOf } from "../lib/dataOf";
import { usersThrough } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";

const name = "bastide-stack-require-backups";
const key = "linode:index/objectStorageKey:ObjectStorageKey";

/** A bucket in each region of the data gives each region's data a backup in another one. */
export const requireBackups: StackValidationPolicy = {
  name,
  displayName: "Every class has backups elsewhere",
  description:
    "Every data class has a locked bucket for backups in each region of its data, and one for objects where it keeps some, each with a key.",
  severity: "critical",
  framework: enforces("BC-4", "BC-3"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ region: "refused", tags: "refused" }, (stack) => {
    for (const [dataClass, { nodes, volumes, backups, objects }] of dataByClass(stack)) {
      const present = regionsOf(backups);
      const keepsObjects = section("classes").get(dataClass).get("objects").value === true;
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
        if (holder && keepsObjects && !regionsOf(objects).has(region)) {
          stack.report(
            holder,
            `is of class \`${dataClass}\`, which keeps objects and has no locked bucket for them in this region`,
            "Create a `LockedBucket` with the tag `role:objects` in each region of the class.",
          );
        }
      }
    }
    for (const bucket of stack.ofType("bastide:index:LockedBucket")) {
      if (usersThrough(bucket, key, ["bucketAccesses"]).length === 0) {
        stack.report(
          bucket,
          "has no key of its own to be written with",
          "Create an `ObjectStorageKey` for this bucket.",
        );
      }
    }
  }),
  remediationSteps: "Create a backup bucket and a writer's key for the class in each of its regions.",
  url: documented(name),
};
