import type * as pulumi from "@pulumi/pulumi";

import type { StackConfig } from "../config";
import { AccountPreflight } from "../resources/accountPreflight";
import type { Plan } from "../topology";
import { Enclave } from "./enclave";
import type { SharedContext } from "./enclaveContext";

/** What a stack says about itself; `gateways` goes into the configuration of other classes' stacks. */
export interface StackOutputs {
  readonly activeRegion: string;
  /** The endpoints that are published, by class. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The gateways' reserved addresses, by class and region. */
  readonly gateways: Readonly<Record<string, Readonly<Record<string, pulumi.Output<string>>>>>;
  /** The public keys of the gateways' tunnels, by class and region: `bastide tunnel` writes them into a device's file. */
  readonly tunnels: Readonly<Record<string, Readonly<Record<string, pulumi.Output<string>>>>>;
}

/** Creates everything in the plan. */
export function createStack(config: StackConfig, plan: Plan): StackOutputs {
  const preflight = new AccountPreflight("account", {
    interfacesForNewLinodes: ["legacy_config_only", "legacy_config_default_but_linode_allowed"],
  });
  const enclaves = plan.enclaves.map(
    (enclave) =>
      [enclave.dataClass.id, new Enclave(enclave.dataClass.id, { plan: enclave, config })] as const,
  );
  const gateways = Object.fromEntries(enclaves.map(([id, enclave]) => [id, enclave.gateways]));
  const tunnels = Object.fromEntries(enclaves.map(([id, enclave]) => [id, enclave.tunnelKeys]));
  const byClass = new Map(enclaves);
  const shared: SharedContext = {
    config,
    activeRegion: plan.activeRegion,
    gatewayKey: ({ dataClass, region }) => tunnels[dataClass]?.[region],
    authority: (dataClass) => byClass.get(dataClass)?.identities.authority.certificate,
    preflight,
    gatewayAddress: (dataClass: string, region: string) => gateways[dataClass]?.[region] ?? "",
  };
  for (const [, enclave] of enclaves) enclave.build(shared);
  const endpoints = Object.fromEntries(
    plan.enclaves.flatMap(({ dataClass, zone }) =>
      zone.endpoint === undefined ? [] : [[dataClass.id, zone.endpoint]],
    ),
  );
  return { activeRegion: plan.activeRegion, endpoints, gateways, tunnels };
}
