import type { ResourceValidationPolicy } from "@pulumi/policy";
import { section } from "../lib/configuration/entry";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";
import { isDataClass } from "../lib/tags";

const name = "bastide-configuration-forbid-classes-elsewhere";

export const forbidClassesElsewhere: ResourceValidationPolicy = {
  name,
  displayName: "A class is in one stack",
  description: "No class of this stack is in another one as well, and other stacks are named in full.",
  severity: "high",
  framework: enforces("DC-6", "DC-8"),
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ report, each }) => {
    each(section("otherStacks").entries(), ([id, stack]) => {
      if (!isDataClass(id)) {
        report(stack.key, "is no data class", "Write one of the data classes.");
      }
      if (!/^[\w.-]+\/[\w.-]+\/[\w.-]+$/.test(stack.text())) {
        report(stack.key, "is not a full stack name", "Write `ORGANISATION/PROJECT/STACK`.");
      }
      if (section("classes").get(id).isThere) {
        report(stack.key, "is in this stack already", "Remove it here, or from `bastide:classes`.");
      }
    });
  }),
  remediationSteps: "Decide which stack holds the class, and name it there only.",
  url: documented(name),
};
