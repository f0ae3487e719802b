import { Misfit } from "./misfit";
import { type Network, parseNetwork } from "./networks";
import { stackSection } from "./stackConfiguration";

type Settings = Readonly<Record<string, unknown>>;

/**
 * A whole number from the pack's configuration.
 *
 * @throws Misfit when it is something else or out of range: a bad setting refuses, it is never guessed.
 */
export function wholeNumber(
  settings: Settings,
  key: string,
  fallback: number,
  range: { readonly minimum: number; readonly maximum: number },
): number {
  const value = settings[key] ?? fallback;
  if (
    typeof value === "number" &&
    Number.isInteger(value) &&
    value >= range.minimum &&
    value <= range.maximum
  ) {
    return value;
  }
  throw badSetting(key, `a whole number from ${range.minimum} to ${range.maximum}`);
}

/** A list of strings from the pack's configuration. @throws Misfit when it is something else or empty. */
export function names(settings: Settings, key: string, fallback: readonly string[]): readonly string[] {
  const value = settings[key] ?? fallback;
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string")) {
    return value;
  }
  throw badSetting(key, "a list of names");
}

/**
 * The networks that managed devices connect from (AC-3): the pack's own setting, else what the stack's
 * reviewed configuration declares as `bastide:managedDevices`, else none.
 *
 * @throws Misfit when one of them is no network.
 */
export function managedDeviceNetworks(
  settings: Settings,
  sectionOf: (name: string) => unknown = stackSection,
): readonly Network[] {
  const section = settings.managedDeviceNetworks ?? sectionOf("managedDevices") ?? [];
  const declared: unknown = Array.isArray(section) ? section : Reflect.get(Object(section), "networks");
  if (!Array.isArray(declared)) {
    throw badSetting("managedDeviceNetworks", "a list of networks");
  }
  return declared.map((text: unknown) => {
    const network = typeof text === "string" ? parseNetwork(text) : undefined;
    if (!network) {
      throw badSetting("managedDeviceNetworks", "a list of networks such as `198.51.100.0/24`");
    }
    return network;
  });
}

function badSetting(key: string, wanted: string): Misfit {
  return new Misfit(
    `can't be judged because the policy pack's setting \`${key}\` is not ${wanted}`,
    `Correct \`${key}\` in the configuration of the policy pack.`,
  );
}
