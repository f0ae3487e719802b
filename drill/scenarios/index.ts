import { nodeLoss, nodePartition } from "./nodeLoss";
import type { Scenario } from "./scenario";

/** Every disaster that can be rehearsed. */
export const scenarios: readonly Scenario[] = [nodeLoss, nodePartition];
