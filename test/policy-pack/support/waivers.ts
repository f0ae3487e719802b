import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { withWaivers } from "../../../policy-pack/lib/waivers/withWaivers";
import { policies } from "../../../policy-pack/policies";
import { prodWith } from "../../support/infraConfigs";
import { waiver } from "../../support/infraWaiver";
import { configure } from "./configuration";
import { type Fixture, messagesOf } from "./resource";
import { type Member, stackMessages } from "./stack";

/** The whole pack as it is served, with its waivers applied, for one run. */
export class PackRun {
  readonly #policies: Policies;

  /** @param waivers what `bastide:waivers` holds: changes of a waiver that is in order, or anything else */
  constructor(waivers: unknown, changes: Readonly<Record<string, unknown>> = {}) {
    configure(prodWith({ ...changes, waivers }));
    this.#policies = withWaivers(policies);
  }

  /** What one policy says about a resource. */
  analyze(policy: string, fixture: Fixture): readonly string[] {
    return messagesOf(this.#named(policy) as ResourceValidationPolicy, fixture);
  }

  /** What one policy says about a stack. */
  analyzeStack(policy: string, members: readonly Member[]): readonly string[] {
    return stackMessages(this.#named(policy) as StackValidationPolicy, members);
  }

  #named(name: string): Policies[number] {
    const found = this.#policies.find((policy) => policy.name === name);
    if (!found) {
      throw new Error(`No policy ${name}.`);
    }
    return found;
  }
}

/** A waiver that is in order on the day of the tests, with some settings changed. */
export function waiving(policy: string, resource: string, change: object = {}): Record<string, unknown> {
  return { ...waiver, policy, resource, ...change };
}
