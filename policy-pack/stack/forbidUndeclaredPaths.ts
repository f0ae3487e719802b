import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judgeStack } from "../lib/judgeStack";
import { declarations, undeclared } from "../lib/reachability/declared";
import { reachIn } from "../lib/reachability/networkPaths";
import { idleRules, offences } from "../lib/reachability/offences";
import { stackSection } from "../lib/stackConfiguration";
import { tunnelSchema } from "../lib/tunnel";

const name = "bastide-stack-forbid-undeclared-paths";

/** Rules that are harmless one by one can open a way together; docs/reachability.md explains the model. */
export const forbidUndeclaredPaths: StackValidationPolicy = {
  name,
  displayName: "Every network path is declared",
  description:
    "No host can open a connection to another, to the internet or from it, and no rule is there for one, unless a declared flow allows it.",
  severity: "critical",
  framework: enforces("DC-8", "NW-1", "NW-2", "NW-3", "NW-4", "AC-3"),
  configSchema: tunnelSchema,
  enforcementLevel: "mandatory",
  validateStack: judgeStack(
    {
      tags: "refused",
      "interfaces[].purpose": "refused",
      "inbounds[].action": "given",
      "inbounds[].protocol": "given",
      "inbounds[].ports": "given",
      "inbounds[].ipv4s": "given",
      "inbounds[].ipv6s": "given",
      "outbounds[].action": "given",
      "outbounds[].protocol": "given",
      "outbounds[].ports": "given",
      "outbounds[].ipv4s": "given",
      "outbounds[].ipv6s": "given",
      inboundPolicy: "given",
      outboundPolicy: "given",
      disabled: "given",
      privateIp: "given",
      port: "given",
      protocol: "given",
    },
    (stack) => {
      const declared = declarations(stackSection, stack.settings);
      const { paths, rules } = reachIn(stack);
      const open = paths.flatMap((path) => undeclared(path, declared) ?? []);
      for (const { resource, problem, fix } of [...offences(open), ...idleRules(rules, open, declared)]) {
        stack.report(resource, problem, fix);
      }
    },
  ),
  remediationSteps:
    "Remove or narrow the first rule on the path, or have the flow reviewed and declared in the stack's configuration.",
  url: documented(name),
};
