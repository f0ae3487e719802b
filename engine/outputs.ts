import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The outputs of a stack that is up, without its secrets. */
export type StackOutputs = Readonly<Record<string, unknown>>;

const name = "outputs.json";

/** Keeps the outputs for `status`. Secrets must have been replaced before. */
export function writeOutputs(folder: string, outputs: StackOutputs): void {
  writeFileSync(join(folder, name), `${JSON.stringify(outputs, null, 2)}\n`, { mode: 0o600 });
}

/** The outputs of the last `up`; empty where there was none. */
export function readOutputs(folder: string): StackOutputs {
  const file = join(folder, name);
  try {
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as StackOutputs) : {};
  } catch {
    return {};
  }
}

/** The active region by class, as the program of this project puts it into its outputs (`infra/components/stack.ts`). */
export function activeRegions(outputs: StackOutputs): Record<string, string> {
  const { activeRegion, gateways } = outputs;
  return typeof activeRegion === "string" && typeof gateways === "object" && gateways !== null
    ? Object.fromEntries(Object.keys(gateways).map((dataClass) => [dataClass, activeRegion]))
    : {};
}
