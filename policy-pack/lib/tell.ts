import type { ReportViolation } from "@pulumi/policy";

/** Reports a violation: what is wrong with the resource, and what to do about it. */
export type Report = (problem: string, fix: string) => void;

/** What a message says about its resource; never a property's value, which might be secret. */
export interface Named {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
}

/**
 * The one place through which every violation goes. Its message is the resource, the problem and the fix.
 *
 * @param problem Without subject and full stop: "has a disk that is not encrypted".
 * @param fix A full sentence: "Set `diskEncryption` to `enabled`."
 */
export function tell(report: ReportViolation, resource: Named, problem: string, fix: string): void {
  report(`${kindOf(resource.type)} "${resource.name}" ${problem}. ${fix}`, resource.urn);
}

/** `linode:index/vpcSubnet:VpcSubnet` as people would say it: `VpcSubnet`. */
export function kindOf(type: string): string {
  return type.split(":").at(-1) ?? type;
}
