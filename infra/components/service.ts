import * as pulumi from "@pulumi/pulumi";

import type { ServicePlan } from "../topology";
import { createGroup } from "./placementGroup";
import { createServer, type ServerArgs } from "./server";

/** The arguments of a {@link Service}. */
export interface ServiceArgs extends Omit<ServerArgs, "node" | "address" | "placementGroupId"> {
  readonly plan: ServicePlan;
}

/** What answers behind a published endpoint in one region: nodes without a public address, on machines apart. They hold no data. */
export class Service extends pulumi.ComponentResource {
  readonly instanceIds: readonly pulumi.Output<number>[];

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:Service", name, {}, opts);
    const { plan, site } = args;
    const placementGroupId = createGroup(plan.placementGroup, site.region, this).id.apply(Number);
    this.instanceIds = plan.nodes.map((node) =>
      createServer(node.name, { ...args, node, placementGroupId }, this).id.apply(Number),
    );
    this.registerOutputs({ instanceIds: this.instanceIds });
  }
}
