import type * as pulumi from "@pulumi/pulumi";

import type { DataClass } from "../../catalogue/dataClasses";
import type { Role } from "../../catalogue/roles";
import type { StackConfig } from "../config";
import type { EnclavePlan, Peer } from "../topology";

import type { Identities } from "./identities";

/** What every enclave is given. */
export interface SharedContext {
  readonly config: StackConfig;
  /** The reserved address of a gateway of this stack. */
  readonly gatewayAddress: (dataClass: string, region: string) => pulumi.Input<string>;
  /** The key of another class's gateway in its tunnel, in base64; none where that class is not in this stack. */
  readonly gatewayKey: (gateway: {
    readonly dataClass: string;
    readonly region: string;
  }) => pulumi.Input<string> | undefined;
  /** A class's authority, as PEM; none where the class is not in this stack. */
  readonly authority: (dataClass: string) => pulumi.Input<string> | undefined;
  /** The region that takes writes. */
  readonly activeRegion: string;
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
  /** When each server's ticket was made, by node, in milliseconds since 1970. */
  readonly tickets: Map<string, pulumi.Output<number>>;
  readonly dataClass: DataClass;
  readonly identities: Identities;
  /** The enclave's passwords, by purpose. */
  readonly passwords: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Whether a peer is a network that is known from the plan. */
export const isNetwork = (peer: Peer): peer is string => typeof peer === "string";

/** Whether a peer is a gateway, whose address is known once it is reserved. */
export const isGateway = (peer: Peer): peer is Exclude<Peer, string> => typeof peer !== "string";
