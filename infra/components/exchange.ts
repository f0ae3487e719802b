import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

import type { ExchangeAccess } from "../channel";
import { ExchangeBucket } from "../resources/exchangeBucket";
import type { ExchangePlan } from "../topology";
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
    const key = new linode.ObjectStorageKey(
      `${name}-key`,
      {
        label: plan.key.label,
        bucketAccesses: [{ bucketName: bucket.label, region, permissions: "read_write" }],
      },
      { parent: this, additionalSecretOutputs: ["accessKey", "secretKey"] },
    );
    this.access = pulumi
      .all([bucket.s3Endpoint, key.accessKey, key.secretKey])
      .apply(([endpoint, accessKey, secretKey]) => ({
        ...{ endpoint, region, name: plan.label },
        ...{ accessKey, secretKey },
      }));
    this.registerOutputs({});
  }
}
