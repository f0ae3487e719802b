import type { Doors, Target } from "../../drill/doors";
import type { ApiAccess } from "../show/read/api";
import { type ConnectionOptions, Connections } from "./linode/connections";
import { LinodeDisaster, noLossOfBuckets } from "./linode/disaster";
import { FaultFile } from "./linode/faults";
import type { PlannedClass } from "./linode/hosts";
import { linodeShell } from "./linode/shell";
import { StackApi } from "./linode/stackApi";
import { runProgram } from "./program";
import { serversOf } from "./serversOf";

export interface LinodeDoorsOptions extends ConnectionOptions {
  readonly access: ApiAccess;
  /** What the stack has of the class: nothing else of the account is listed, or touched. */
  readonly planned: PlannedClass;
  /** The stack's folder, for what was there before a fault. */
  readonly folder: string;
}

/** What a drill has of a stack on Linode: hosts by SSH through their gateways, as a person; disaster by the hosts themselves and the API. */
export function linodeDoors(options: LinodeDoorsOptions): Doors & {
  /** Ends the connections to hosts; the end of this process does that too. */
  close(): void;
} {
  const { access, planned, folder } = options;
  const api = new StackApi(access, planned);
  const connections = new Connections(planned.hosts, options);
  const shell = linodeShell(connections, options.login);
  const faults = new FaultFile(folder, planned.dataClass);
  const disaster = new LinodeDisaster({ api, shell, faults, hosts: planned.hosts });
  /** Their connections lead nowhere, and whoever asks next should not have to wait for that to show. */
  const away = (target: Target): void => {
    for (const { name, region } of planned.hosts)
      if ("host" in target ? name === target.host : region === target.region) connections.drop(name);
  };
  const noBuckets = async (): Promise<never> => {
    throw new Error(noLossOfBuckets);
  };
  return {
    where: "Linode",
    unable: { loseBuckets: noLossOfBuckets },
    servers: async (dataClass) => serversOf(await api.instances(), dataClass),
    shell,
    linode: {
      list: (path) => api.list(path),
      send: (method, path, body) => api.send(method, path, body),
    },
    outside: (file, stdin, end) => runProgram([process.execPath, file], { stdin, end }),
    disaster: {
      lose: (target) => disaster.lose(target).finally(() => away(target)),
      cut: (target) => disaster.cut(target).finally(() => away(target)),
      restore: (target) => disaster.restore(target),
      loseBuckets: noBuckets,
      restoreBuckets: async () => {},
    },
    close: connections.close,
  };
}
