import { diskFull } from "./diskFull";
import { etcdQuorumLoss } from "./etcdQuorumLoss";
import { failback } from "./failback";
import { gatewayLoss } from "./gatewayLoss";
import { nodeLoss, nodePartition } from "./nodeLoss";
import { pointInTimeRestore } from "./pointInTimeRestore";
import { regionLoss, regionPartition } from "./regionLoss";
import { restoreElsewhere } from "./restoreElsewhere";
import type { Scenario } from "./scenario";

/** Every disaster that can be rehearsed. */
export const scenarios: readonly Scenario[] = [
  nodeLoss,
  nodePartition,
  regionLoss,
  regionPartition,
  failback,
  etcdQuorumLoss,
  gatewayLoss,
  diskFull,
  pointInTimeRestore,
  restoreElsewhere,
];
