import type { Policies, ResourceValidation, StackValidation } from "@pulumi/policy";
import type { Named, WaivingReport } from "../tell";
import { ledger } from "./ledger";
import { unwaivable } from "./waiver";

/**
 * Applies the waivers of the stack's reviewed configuration (EX-1) to every policy but those that are unwaivable. A
 * violation reaches the waivers through `tell.ts` only; one that is reported past it is never waived.
 */
export function withWaivers(policies: Policies): Policies {
  const isWaivable = ({ tags }: Policies[number]): boolean => !tags?.includes(unwaivable);
  ledger.open(new Map(policies.map((policy) => [policy.name, isWaivable(policy)])));
  return policies.map((policy) => {
    if (!isWaivable(policy)) {
      return policy;
    }
    if ("validateStack" in policy) {
      return { ...policy, validateStack: waivingStack(policy.name, policy.validateStack) };
    }
    const { validateResource } = policy;
    return typeof validateResource === "function"
      ? { ...policy, validateResource: waiving(policy.name, validateResource) }
      : policy;
  });
}

/** The wrapper keeps what the original carries, such as the type by which the SDK skips it. */
function waiving(policy: string, validate: ResourceValidation): ResourceValidation {
  const wrapped: ResourceValidation = (args, report) => validate(args, reporting(policy, report));
  return Object.assign(wrapped, validate);
}

function waivingStack(policy: string, validate: StackValidation): StackValidation {
  const wrapped: StackValidation = (args, report) => validate(args, reporting(policy, report));
  return Object.assign(wrapped, validate);
}

type Report = (message: string, urn?: string) => void;

function reporting(policy: string, report: Report): WaivingReport {
  return Object.assign((message: string, urn?: string) => report(message, urn), {
    waives: (resource: Named) => ledger.covers(policy, resource),
    defers: (resource: Named) => ledger.defer(policy, resource),
  });
}
