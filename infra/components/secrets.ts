import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import type { SecretPlan } from "../topology";

/** The arguments of {@link Secrets}. */
export interface SecretsArgs {
  readonly plan: readonly SecretPlan[];
}

/** An enclave's own passwords: generated, secret in the state, protected because data is unreadable without them (AC-6). */
export class Secrets extends pulumi.ComponentResource {
  /** By purpose. */
  readonly passwords: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, { plan }: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:Secrets", name, {}, opts);
    this.passwords = Object.fromEntries(
      plan.map((secret) => [
        secret.purpose,
        new random.RandomPassword(
          `${secret.name}-password`,
          { length: secret.length, special: false, minLower: 2, minUpper: 2, minNumeric: 2 },
          { parent: this, protect: true },
        ).result,
      ]),
    );
    this.registerOutputs({});
  }
}
