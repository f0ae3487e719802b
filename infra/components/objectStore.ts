import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

import type { BucketAccess } from "../hosts/secrets";
import { LockedBucket } from "../resources/lockedBucket";
import type { BucketPlan } from "../topology";
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
        ...{ role: plan.role, region, endpoint, name: plan.label },
        ...{ accessKey, secretKey },
      }));
    this.registerOutputs({});
  }
}
