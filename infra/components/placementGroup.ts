import * as linode from "@pulumi/linode";
import type * as pulumi from "@pulumi/pulumi";

import type { PlacementGroupPlan } from "../topology";

/** Creates a group of servers that never share a machine. A change of policy or region means a new one: the provider changes neither. */
export const createGroup = (
  plan: PlacementGroupPlan,
  region: string,
  parent: pulumi.Resource,
): linode.PlacementGroup =>
  new linode.PlacementGroup(
    `${plan.name}-group`,
    {
      label: plan.label,
      region,
      placementGroupType: "anti_affinity:local",
      placementGroupPolicy: plan.policy,
    },
    { parent, replaceOnChanges: ["placementGroupPolicy", "region"] },
  );
