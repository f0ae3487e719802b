import type { StackValidationPolicy } from "@pulumi/policy";
import { section } from "../lib/configuration/entry";
import { documented, enforces } from "../lib/controls";
import { judgeStack } from "../lib/judgeStack";

const name = "bastide-stack-require-log-receiver";

/** Without a receiver, a host's log stays on the host, and nobody watches it. */
export const requireLogReceiver: StackValidationPolicy = {
  name,
  displayName: "Logs have a receiver",
  description:
    "A stack that makes Bastide's hosts has the class `events` on Linode, or names the stack that has it: every host hands its log there.",
  severity: "high",
  framework: enforces("CM-4", "DC-8", "VI-2"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({}, (stack) => {
    const [here, elsewhere] = [section("classes").get("events"), section("otherStacks").get("events")];
    if (stack.ofType("bastide:index:HostMessage").length === 0 || elsewhere.isThere) {
      return;
    }
    if (!here.isThere) {
      stack.reportConfiguration(
        "bastide:classes.events",
        "is missing, so that nobody takes or watches the logs of the stack's hosts",
        "Add the class, or write `events` under `bastide:otherStacks` where another stack has it.",
      );
      return;
    }
    const hosting = here.get("hosting");
    if (hosting.isThere && hosting.value !== "linode") {
      stack.reportConfiguration(
        hosting.key,
        "is a place that no host can hand its log to",
        "Write `linode`.",
      );
    }
  }),
  remediationSteps: "Keep the class `events` beside every other class, in this stack or in one of its own.",
  url: documented(name),
};
