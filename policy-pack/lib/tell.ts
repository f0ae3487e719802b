import type { ReportViolation } from "@pulumi/policy";

/** Reports a violation: what is wrong with the resource, and what to do about it. */
export type Report = (problem: string, fix: string) => void;

/** What a message says about its resource; never a property's value, which might be secret. */
export interface Named {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
}

/** What a report also is when waivers are applied (EX-1); see `waivers/withWaivers.ts`. */
export interface WaivingReport extends ReportViolation {
  /** Whether a waiver covers a violation by this resource; the waiver counts as used from then on. */
  readonly waives: (resource: Named) => boolean;
  /** Notes that the policy can't judge this resource before the update. */
  readonly defers: (resource: Named) => void;
}

/**
 * The one place through which every violation goes, unless a waiver covers it. Its message is the resource, the problem
 * and the fix.
 *
 * @param problem Without subject and full stop: "has a disk that is not encrypted".
 * @param fix A full sentence: "Set `diskEncryption` to `enabled`."
 */
export function tell(report: ReportViolation, resource: Named, problem: string, fix: string): void {
  if (!(isWaiving(report) && report.waives(resource))) {
    tellAlways(report, resource, problem, fix);
  }
}

/** Reports what no waiver covers: that something could not be judged. Nobody can have approved what nobody knows. */
export function tellAlways(report: ReportViolation, resource: Named, problem: string, fix: string): void {
  report(`${kindOf(resource.type)} "${resource.name}" ${problem}. ${fix}`, resource.urn);
}

/** Notes that a value that the policy reads is known in the update only, so that a waiver for it is not called unused. */
export function defer(report: ReportViolation, resource: Named): void {
  if (isWaiving(report)) {
    report.defers(resource);
  }
}

function isWaiving(report: ReportViolation): report is WaivingReport {
  return "waives" in report;
}

/** A key of the stack's configuration as the subject of a message. */
export function configurationAt(key: string, stack: string): Named {
  return { type: "Configuration", name: key, urn: stack };
}

/** `linode:index/vpcSubnet:VpcSubnet` as people would say it: `VpcSubnet`; a provider's configuration is a `Provider`. */
function kindOf(type: string): string {
  if (type.startsWith("pulumi:providers:")) {
    return "Provider";
  }
  return type.split(":").at(-1) ?? type;
}
