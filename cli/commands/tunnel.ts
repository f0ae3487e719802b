import { InvalidConfiguration, UserError } from "../../engine/errors";
import { readOutputs } from "../../engine/outputs";
import { loadProject, stackFolder } from "../../engine/project";
import { located, readStackConfig } from "../../engine/stackConfig";
import { readConfig, type StackConfig } from "../../infra/config";
import { planTopology } from "../../infra/topology";
import { deviceTunnel } from "../../infra/topology/deviceTunnel";
import type { Common } from "../options";
import { asText, type KnownTunnel } from "../tunnel/asText";
import { readSaid, tunnelKeys } from "../tunnel/keys";

export interface TunnelOptions extends Partial<Common> {
  readonly stack: string;
  readonly device: string;
  readonly class: string;
  /** A file with the stack's outputs; those of the local cloud's last `up` where it is left out. */
  readonly outputs?: string;
}

/** `bastide tunnel`: the file with which a managed device reaches a class's gateways. It makes no key and asks no account. */
export async function tunnel(options: TunnelOptions): Promise<number> {
  const project = loadProject(process.cwd());
  const { stack, device, class: dataClass } = options;
  const config = read(readStackConfig(project, stack));
  const { enclaves } = planTopology(config).plan;
  const enclave = enclaves.find((each) => each.dataClass.id === dataClass);
  if (enclave === undefined) {
    const known = enclaves.map((each) => each.dataClass.id).join(", ");
    throw new UserError(
      `The stack ${stack} has no enclave of the class ${dataClass}.`,
      `Write one of ${known}.`,
    );
  }
  const planned = deviceTunnel(config, enclave, device);
  refuseUnknown(config, planned.people, device);
  const said =
    options.outputs === undefined ? readOutputs(stackFolder(project, stack)) : readSaid(options.outputs);
  const keys = tunnelKeys(said, dataClass);
  const known: KnownTunnel = {
    ...planned,
    stack,
    gateways: planned.gateways.map((gateway) => ({
      ...gateway,
      publicKey: keys.get(gateway.region) ?? null,
    })),
  };
  process.stdout.write(options.json === true ? `${JSON.stringify(known, null, 2)}\n` : asText(known));
  return 0;
}

function read(written: ReturnType<typeof readStackConfig>): StackConfig {
  const result = readConfig(written.values, new Date());
  if (result.ok) return result.config;
  throw new InvalidConfiguration(result.problems.map((problem) => located(problem, written)));
}

/** Gateways let in the devices of administrators, and no other. */
function refuseUnknown(config: StackConfig, people: readonly string[], device: string): void {
  if (people.length > 0) return;
  const letIn = [...new Set(Object.values(config.administrators).map((person) => person.device))].sort();
  throw new UserError(
    config.managedDevices.devices[device] === undefined
      ? `There is no managed device ${device}.`
      : `No administrator logs in from ${device}, so no gateway lets it in.`,
    `Write one of ${letIn.join(", ")}, or name it as somebody's \`device\` in \`bastide:administrators\`.`,
  );
}
