import * as pulumi from "@pulumi/pulumi";

import type { ExchangeAccess } from "../channel";
import { ExchangeBucket } from "../resources/exchangeBucket";
import type { ExchangePlan } from "../topology";
import { accessTo } from "./bucketAccess";
import type { EnclaveContext } from "./enclaveContext";
import { tagsFor } from "./tags";

/** The arguments of an {@link Exchange}. */
export interface ExchangeArgs {
  readonly context: EnclaveContext;
  readonly region: string;
  readonly plan: ExchangePlan;
}

/** Where a site's hosts get tickets and messages and leave their reports: a bucket, and the one key for it. */
export class Exchange extends pulumi.ComponentResource {
  readonly access: pulumi.Output<ExchangeAccess>;

  constructor(name: string, { context, region, plan }: ExchangeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:Exchange", name, {}, opts);
    const bucket = new ExchangeBucket(
      `${name}-bucket`,
      { region, label: plan.label, tags: tagsFor(context.dataClass, "exchange"), ticketDays: 1 },
      { parent: this },
    );
    this.access = accessTo(bucket, { name, region, plan }, this);
    this.registerOutputs({});
  }
}
