import type * as pulumi from "@pulumi/pulumi";

import type { DataClass } from "../../catalogue/dataClasses";
import type { Role } from "../../catalogue/roles";
import type { StackConfig } from "../config";
import type { EnclavePlan, Peer } from "../topology";

/** What every enclave is given. */
export interface SharedContext {
  readonly config: StackConfig;
  /** The reserved address of a gateway of this stack. */
  readonly gatewayAddress: (dataClass: string, region: string) => pulumi.Input<string>;
  /** What every server waits for. */
  readonly preflight: pulumi.Resource;
}

/** What every component of an enclave is given. */
export interface EnclaveContext extends SharedContext {
  readonly enclave: EnclavePlan;
  /** The enclave's own gateways' reserved addresses, by region. */
  readonly gateways: Readonly<Record<string, pulumi.Output<string>>>;
  /** The last server made of each role: the next one waits for it, so that a change reaches peers one after the other. */
  readonly lastOfRole: Map<Role, pulumi.Resource>;
  readonly dataClass: DataClass;
}

/** Whether a peer is a network that is known from the plan. */
export const isNetwork = (peer: Peer): peer is string => typeof peer === "string";

/** Whether a peer is a gateway, whose address is known once it is reserved. */
export const isGateway = (peer: Peer): peer is Exclude<Peer, string> => typeof peer !== "string";
