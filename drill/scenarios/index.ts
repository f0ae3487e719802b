import { bucketLoss } from "./bucketLoss";
import { diskFull } from "./diskFull";
import { etcdQuorumLoss } from "./etcdQuorumLoss";
import { failback } from "./failback";
import { gameDay } from "./gameDay";
import { gatewayLoss } from "./gatewayLoss";
import { nodeLoss, nodePartition } from "./nodeLoss";
import { pointInTimeRestore } from "./pointInTimeRestore";
import { regionLoss, regionPartition } from "./regionLoss";
import { restoreElsewhere } from "./restoreElsewhere";
import type { Scenario } from "./scenario";
import { switchover } from "./switchover";

/** Each ends with the region that took writes before it, and so can follow any other. */
const single: readonly Scenario[] = [
  nodeLoss,
  nodePartition,
  switchover,
  regionLoss,
  regionPartition,
  failback,
  etcdQuorumLoss,
  gatewayLoss,
  diskFull,
  pointInTimeRestore,
  bucketLoss,
  restoreElsewhere,
];

/** Every disaster that can be rehearsed. */
export const scenarios: readonly Scenario[] = [...single, gameDay(single)];
