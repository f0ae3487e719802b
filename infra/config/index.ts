import { checks } from "./checks";
import { ConfigurationError, type Problem } from "./problems";
import { type RawConfig, readSections } from "./readSections";
import type { StackConfig } from "./sections";

export { ConfigurationError, type Problem } from "./problems";
export type { RawConfig } from "./readSections";
export type { StackConfig } from "./sections";

/** What reading a configuration gives: either all of it, or all that is wrong with it. */
export type ConfigResult =
  | { readonly ok: true; readonly config: StackConfig }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a stack's configuration and checks it, without touching anything.
 *
 * @param raw the configuration with full keys; structured values as JSON text, as the engine hands it out
 * @param today the day against which dates are judged
 */
export function readConfig(raw: RawConfig, today: Date): ConfigResult {
  const { config, problems } = readSections(raw);
  const all = [...problems, ...checks.flatMap((check) => check({ config, today }))];
  if (config.classes !== undefined && Object.keys(config.classes).length === 0) {
    all.push({
      key: "bastide:classes",
      message: "There is no data class in this stack.",
      fix: "Write one class or more, for example `account`.",
    });
  }
  return all.length === 0 ? { ok: true, config: config as StackConfig } : { ok: false, problems: all };
}

/**
 * Reads a stack's configuration.
 *
 * @throws ConfigurationError with every problem at once
 */
export function loadConfig(raw: RawConfig, today: Date): StackConfig {
  const result = readConfig(raw, today);
  if (!result.ok) throw new ConfigurationError(result.problems);
  return result.config;
}
