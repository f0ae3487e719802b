import { readConfig } from "../../../infra/config";
import type { Problem } from "../../../infra/config/problems";
import { rawOf, today, type Values } from "../../support/infraConfigs";

/** What is wrong with a configuration; nothing where it is accepted. */
export function problemsOf(values: Values, day = today): readonly Problem[] {
  const result = readConfig(rawOf(values), day);
  return result.ok ? [] : result.problems;
}

/** The keys of what is wrong. */
export const keysOf = (values: Values, day = today): string[] => problemsOf(values, day).map((p) => p.key);
