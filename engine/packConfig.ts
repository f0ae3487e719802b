import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "./errors";
import type { EnforcementLevel, PackConfig, PackInfo } from "./offline/analyzer";
import type { WireMap } from "./offline/wire";

const levels: readonly string[] = [
  "advisory",
  "mandatory",
  "remediate",
  "disabled",
] satisfies EnforcementLevel[];

type Fault = (where: string, problem: string) => void;

/** What is given with `--policy-pack-config`. */
export interface GivenPackConfig {
  /** The file, absolute, for the engine and for messages. */
  readonly file: string;
  readonly policies: PackConfig;
}

/**
 * Reads the file of `--policy-pack-config` as the engine does: policy, or `all`, to a level of enforcement or to its settings,
 * `enforcementLevel` among them.
 *
 * @returns what it says by policy; nothing for an empty file
 * @throws UserError with all that is wrong, each with its place
 */
export function readPackConfig(file: string): GivenPackConfig {
  const content = parse(file);
  const faults: string[] = [];
  const fault: Fault = (where, problem) => faults.push(`${where} ${problem}`);
  const result: Record<string, PackConfig[string]> = {};
  for (const [policy, value] of Object.entries(content)) {
    const { enforcementLevel: level, ...properties } = settingsOf(policy, value, fault);
    if (level !== undefined && !isLevel(level)) {
      fault(`\`${policy}\``, `has a level that is none of ${levels.join(", ")}.`);
    } else {
      result[policy] = { ...(level === undefined ? {} : { enforcementLevel: level }), properties };
    }
  }
  refuse(file, faults);
  return { file: resolve(file), policies: result };
}

function parse(file: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new UserError(`${file} can't be read.`, "Name a file with --policy-pack-config.");
  }
  if (text.trim() === "") {
    return {};
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new UserError(`${file} is not JSON: ${reason}.`, "Mend it; docs/policies.md shows its form.");
  }
  if (!isMap(content)) {
    throw new UserError(
      `${file} is no map of policies.`,
      "Write policy, setting, value as docs/policies.md shows.",
    );
  }
  return content;
}

function settingsOf(policy: string, value: unknown, fault: Fault): WireMap {
  if (typeof value === "string") {
    return { enforcementLevel: value };
  }
  if (isMap(value)) {
    return value as WireMap;
  }
  fault(`\`${policy}\``, "is neither a level of enforcement nor a map of settings.");
  return {};
}

/**
 * Compares what is given with the pack: every policy is one of its own, and every setting one of the policy's, of its type.
 *
 * @throws UserError with all that is wrong
 */
export function checkPackConfig({ file, policies }: GivenPackConfig, info: PackInfo): void {
  const faults: string[] = [];
  for (const [name, { properties = {} }] of Object.entries(policies)) {
    const policy = info.policies.find((candidate) => candidate.name === name);
    if (policy === undefined && name !== "all") {
      faults.push(`\`${name}\` is no policy of "${info.name}".`);
      continue;
    }
    for (const [setting, value] of Object.entries(properties)) {
      const schema = policy?.settings[setting];
      if (schema === undefined) {
        const known = Object.keys(policy?.settings ?? {});
        const instead = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
        faults.push(`\`${name}.${setting}\` is no setting of this policy: ${instead}.`);
      } else if (!fits(value, schema)) {
        faults.push(`\`${name}.${setting}\` is not ${wanted(schema)}.`);
      }
    }
  }
  refuse(file, faults);
}

/** Whether a value is of the type that a setting's JSON Schema asks for; the pack itself looks closer. */
function fits(value: unknown, schema: WireMap): boolean {
  switch (schema.type) {
    case "array":
      return (
        Array.isArray(value) &&
        value.every((item) => !isMap(schema.items) || fits(item, schema.items as WireMap))
      );
    case "integer":
      return Number.isInteger(value) && inRange(Number(value), schema);
    case "number":
      return typeof value === "number" && inRange(value, schema);
    case "object":
      return isMap(value);
    default:
      return schema.type === undefined || typeof value === schema.type;
  }
}

function inRange(value: number, { minimum, maximum }: WireMap): boolean {
  return (
    !(typeof minimum === "number" && value < minimum) && !(typeof maximum === "number" && value > maximum)
  );
}

function wanted({ type, items, minimum, maximum }: WireMap): string {
  const range = [
    minimum === undefined ? "" : ` from ${minimum}`,
    maximum === undefined ? "" : ` to ${maximum}`,
  ].join("");
  switch (type) {
    case "array":
      return isMap(items) && items.type !== undefined ? `a list of ${String(items.type)}s` : "a list";
    case "integer":
      return `a whole number${range}`;
    default:
      return `a ${String(type)}${range}`;
  }
}

function refuse(file: string, faults: readonly string[]): void {
  if (faults.length > 0) {
    throw new UserError(
      `${file} does not fit the policy pack:\n  ${faults.join("\n  ")}`,
      "Correct it; docs/policies.md shows the policies and their settings.",
    );
  }
}

function isLevel(level: unknown): level is EnforcementLevel {
  return typeof level === "string" && levels.includes(level);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
