import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

import type { RecordPlan } from "../topology";
import type { EnclaveContext } from "./enclaveContext";
import { tagsFor } from "./tags";

/** The arguments of a {@link Zone}. */
export interface ZoneArgs {
  readonly context: EnclaveContext;
  /** The address that a record points at. */
  readonly addressOf: (record: RecordPlan) => pulumi.Input<string>;
}

/** Seconds that resolvers may keep a record: Linode's smallest, so that a failover is seen soon. */
const ttlSeconds = 30;

/** A class's own DNS zone. Delegate it from the parent domain to Linode's name servers. */
export class Zone extends pulumi.ComponentResource {
  constructor(name: string, { context, addressOf }: ZoneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:Zone", name, {}, opts);
    const plan = context.enclave.zone;
    const domain = new linode.Domain(
      `${name}-domain`,
      {
        domain: plan.domain,
        type: "master",
        soaEmail: plan.contact,
        ttlSec: ttlSeconds,
        tags: tagsFor(context.dataClass, "network"),
      },
      { parent: this },
    );
    for (const record of plan.records) {
      new linode.DomainRecord(
        `${record.name}-record`,
        {
          domainId: domain.id.apply(Number),
          name: record.host,
          recordType: record.type,
          target: addressOf(record),
          ttlSec: ttlSeconds,
        },
        { parent: this, deleteBeforeReplace: true },
      );
    }
    this.registerOutputs({});
  }
}
