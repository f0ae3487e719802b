import type { PolicyComplianceFramework } from "@pulumi/policy";
import { type ControlId, controls, securityPolicy } from "../../catalogue/controls";

/** Policy metadata that says which controls a policy enforces. */
export function enforces(...ids: readonly [ControlId, ...ControlId[]]): PolicyComplianceFramework {
  const chosen = controls.filter(({ id }) => ids.includes(id));
  return {
    ...securityPolicy,
    reference: ids.join(", "),
    specification: chosen.map(({ id, section, statement }) => `${id} (§${section}): ${statement}`).join(" "),
  };
}

/** Where a policy is explained: its own heading in the list of policies. */
export function documented(policy: string): string {
  return `docs/policies.md#${policy}`;
}
