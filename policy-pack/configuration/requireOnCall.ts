import type { StackValidationPolicy } from "@pulumi/policy";
import { section } from "../lib/configuration/entry";
import { documented, enforces } from "../lib/controls";
import { judgeStack } from "../lib/judgeStack";

const name = "bastide-stack-require-on-call";

/** Whom other programs' hosts call, their own configuration says: Bastide's are known by their messages. */
export const requireOnCall: StackValidationPolicy = {
  name,
  displayName: "Alerts reach a person",
  description: "A stack that makes Bastide's hosts says in `bastide:alerts` whom they call, day and night.",
  severity: "high",
  framework: enforces("VI-3"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({}, (stack) => {
    if (stack.ofType("bastide:index:HostMessage").length === 0) {
      return;
    }
    const url = section("alerts").get("url");
    if (!url.isThere) {
      stack.reportConfiguration(
        "bastide:alerts",
        "is missing, so nobody is called when something is wrong",
        "Write the webhook of your on-call service as docs/guide/alerts.md shows.",
      );
      return;
    }
    if (!/^https:\/\/[^/]/.test(url.text("an https address"))) {
      stack.reportConfiguration(url.key, "is no https address", "Write the webhook of your on-call service.");
    }
  }),
  remediationSteps:
    "Write the webhook of your on-call service, approve it as `service:alerts`, and set its token.",
  url: documented(name),
};
