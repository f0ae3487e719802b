import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import type { SecretPlan } from "../topology";

/** The arguments of {@link Secrets}. */
export interface SecretsArgs {
  readonly plan: readonly SecretPlan[];
}

/** An enclave's own passwords: generated, secret in the state, protected because data is unreadable without them (AC-6). */
export class Secrets extends pulumi.ComponentResource {
  constructor(name: string, { plan }: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:Secrets", name, {}, opts);
    for (const secret of plan) {
      new random.RandomPassword(
        `${secret.name}-password`,
        { length: secret.length, special: false, minLower: 2, minUpper: 2, minNumeric: 2 },
        { parent: this, protect: true },
      );
    }
    this.registerOutputs({});
  }
}
