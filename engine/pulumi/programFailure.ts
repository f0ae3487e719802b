import { type ConfigurationProblem, InvalidConfiguration, ProgramFailure, type UserError } from "../errors";
import type { Project } from "../project";
import { located, type StackConfig } from "../stackConfig";

/**
 * Turns the engine's diagnostics into the errors that the offline way gives. The program prints each problem of the
 * configuration as `  KEY: MESSAGE` with the fix on the next line (`infra/config/problems.ts`).
 */
export function programFailure(
  project: Project,
  config: StackConfig,
  errors: readonly string[],
): UserError | undefined {
  const problems = errors.flatMap((message) => problemsIn(message, config));
  if (problems.length > 0) {
    return new InvalidConfiguration(problems);
  }
  const distinct = [...new Set(errors.map((message) => message.replace(/\n\s+at .*/g, "")))];
  return distinct.length === 0
    ? undefined
    : new ProgramFailure(
        [
          `The program of "${project.name}" failed.`,
          ...distinct.map((text) => `  ${text.split("\n").join("\n  ")}`),
        ].join("\n"),
        errors,
      );
}

function problemsIn(message: string, config: StackConfig): ConfigurationProblem[] {
  if (!/^(error: )?The configuration has .* problems?[;:,. ]/.test(message)) {
    return [];
  }
  return [...message.matchAll(/^ {2}(\S[^:\s]*:?[^:\s]*): (.+)\n {4}(\S.*)$/gm)].map(
    ([, key = "", message = "", fix = ""]) => located({ key, message, fix }, config),
  );
}
