import { spawnSync } from "node:child_process";

import type { StackConfig } from "../../../infra/config";
import { describeHost, type HostDescription } from "../../../infra/hosts/description";
import { planTopology } from "../../../infra/topology";
import { nodesOf } from "../topology/plans";

/** The descriptions of all hosts of a configuration. */
export const hostsOf = (config: StackConfig): HostDescription[] =>
  planTopology(config).plan.enclaves.flatMap((enclave) =>
    enclave.sites.flatMap((site) => nodesOf(site).map((node) => describeHost(enclave, site, node, config))),
  );

/** One host of each role; the data node of a class that keeps objects, since it has all that another has. */
export const oneOfEach = (config: StackConfig): [string, HostDescription][] => {
  const hosts = hostsOf(config);
  return ["gateway", "data", "edge", "service"].flatMap((role) => {
    const all = hosts.filter((host) => host.role === role);
    const host = all.find(({ objects }) => role === "data" && objects) ?? all[0];
    return host === undefined ? [] : [[role, host] as [string, HostDescription]];
  });
};

/** Whether a program is on the PATH and answers. */
export const answers = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;
