import type { ResourceValidationPolicy } from "@pulumi/policy";
import { section } from "../lib/configuration/entry";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";
import { isPrivate, isSingleAddress, parseNetwork } from "../lib/networks";
import { isDataClass } from "../lib/tags";

const name = "bastide-configuration-forbid-classes-elsewhere";

export const forbidClassesElsewhere: ResourceValidationPolicy = {
  name,
  displayName: "A class is in one stack",
  description:
    "No class of this stack is in another one as well, and the gateways of other stacks are single public addresses.",
  severity: "high",
  framework: enforces("DC-6", "DC-8"),
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ report, each }) => {
    each(section("otherStacks").entries(), ([id, gateways]) => {
      if (!isDataClass(id)) {
        report(gateways.key, "is no data class", "Write one of the data classes.");
      }
      each(gateways.entries(), ([, gateway]) => {
        const address = parseNetwork(gateway.text());
        if (address?.family !== 4 || !isSingleAddress(address) || isPrivate(address)) {
          report(
            gateway.key,
            "is no public address",
            "Write the reserved address of the class's gateway there.",
          );
        }
      });
      if (section("classes").get(id).isThere) {
        report(gateways.key, "is in this stack already", "Remove it here, or from `bastide:classes`.");
      }
    });
  }),
  remediationSteps: "Decide which stack holds the class, and name it there only.",
  url: documented(name),
};
