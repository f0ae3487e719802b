import * as pulumi from "@pulumi/pulumi";

import type { BucketAccess } from "../hosts/secrets";
import { LockedBucket } from "../resources/lockedBucket";
import type { BucketPlan } from "../topology";
import { accessTo } from "./bucketAccess";
import type { EnclaveContext } from "./enclaveContext";
import { tagsFor } from "./tags";

/** The arguments of an {@link ObjectStore}. */
export interface ObjectStoreArgs {
  readonly context: EnclaveContext;
  readonly region: string;
  readonly plan: BucketPlan;
}

/** Days that a version stays after its lock has ended, so that removal never meets a lock. */
const graceDays = 7;

/** A bucket as hosts get to know it. */
export type BucketOutput = pulumi.Output<BucketAccess>;

/** A locked, versioned bucket and the one key that reads and writes it. */
export class ObjectStore extends pulumi.ComponentResource {
  readonly access: BucketOutput;

  constructor(name: string, args: ObjectStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:ObjectStore", name, {}, opts);
    const { context, region, plan } = args;
    const bucket = new LockedBucket(
      `${name}-bucket`,
      {
        region,
        label: plan.label,
        tags: tagsFor(context.dataClass, plan.role),
        lockDays: plan.lockDays,
        lockMode: "COMPLIANCE",
        noncurrentDays: plan.lockDays + graceDays,
      },
      { parent: this, protect: true },
    );
    this.access = accessTo(bucket, { name, region, plan }, this).apply((access) => ({
      role: plan.role,
      ...access,
    }));
    this.registerOutputs({});
  }
}
