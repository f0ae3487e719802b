import { readFileSync } from "node:fs";
import { relative } from "node:path";
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from "yaml";
import { type ConfigurationProblem, InvalidConfiguration } from "./errors";
import { unknownValue } from "./offline/wire";
import { type Project, stackFile } from "./project";

/** A stack's configuration as the program sees it, and the way back from a value to its line. */
export interface StackConfig {
  /** The stack's file, relative to the project. */
  readonly file: string;
  /** Namespaced keys; every value is a string, structured ones are JSON, as the engine passes them. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys that hold a secret anywhere in their value. */
  readonly secretKeys: readonly string[];
  /** The line of a path such as `bastide:classes.account.size` or of what is nearest above it. */
  lineOf(path: string): number | undefined;
}

/** A problem of a stack's configuration with its place in the file. */
export function located(
  problem: Pick<ConfigurationProblem, "key" | "message" | "fix">,
  { file, lineOf }: StackConfig,
): ConfigurationProblem {
  const line = lineOf(problem.key);
  return { ...problem, file, ...(line === undefined ? {} : { line }) };
}

/**
 * Reads `Pulumi.STACK.yaml` over the defaults of `Pulumi.yaml`.
 *
 * A `secure:` value is never decrypted: it becomes a secret whose value is unknown, which is what a value that only the
 * engine can know is everywhere else. Throws `InvalidConfiguration` when the file is not YAML.
 */
export function readStackConfig(project: Project, stack: string): StackConfig {
  const path = stackFile(project, stack);
  const file = relative(project.root, path);
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new InvalidConfiguration(
      document.errors.map((error) => ({
        key: "(file)",
        message: `The file is not valid YAML: ${firstLine(error.message)}.`,
        fix: "Mend the line; indentation is the usual cause.",
        file,
        line: lines.linePos(error.pos[0]).line,
      })),
    );
  }
  visit(document, { Scalar: (_key, scalar) => asGoReads(scalar) });
  const content: unknown = document.toJS() ?? {};
  const own = typeof content === "object" && content !== null && "config" in content ? content.config : {};
  const merged = { ...projectDefaults(project), ...namespaced(project, own) };
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(merged)) {
    const opened = withoutSecrets(value);
    if (opened.secret) {
      secretKeys.push(key);
    }
    values[key] = asText(opened.value);
  }
  return { file, values, secretKeys, lineOf: (path) => lineOf(document, lines, project.name, path) };
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d*))?[ \t]*(?:Z|([-+])(\d{1,2})(?::?(\d{2}))?)?)?$/;

/**
 * The engine's YAML reader takes a date without quotes for a point in time, and the program gets it as Go prints it:
 * `2026-10-05 00:00:00 +0000 UTC`. The offline way must hand over the same text.
 */
function asGoReads(scalar: Scalar): void {
  const match =
    scalar.type === "PLAIN" && typeof scalar.value === "string" ? timestamp.exec(scalar.value) : null;
  if (match === null) {
    return;
  }
  const [
    ,
    year,
    month,
    day,
    hour = "0",
    minute = "00",
    second = "00",
    fraction = "",
    sign,
    zoneHour = "0",
    zoneMinute = "00",
  ] = match;
  const two = (text = "0"): string => text.padStart(2, "0");
  const rest = fraction.replace(/0+$/, "");
  const zone =
    sign === undefined
      ? "+0000 UTC"
      : `${sign}${two(zoneHour)}${zoneMinute} ${sign}${two(zoneHour)}${zoneMinute}`;
  scalar.value = `${year}-${two(month)}-${two(day)} ${two(hour)}:${minute}:${second}${rest === "" ? "" : `.${rest}`} ${zone}`;
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? text).replace(/[.:\s]+$/, "");
}

/** A key without a namespace belongs to the project. */
function namespaced(project: Project, config: unknown): Record<string, unknown> {
  if (typeof config !== "object" || config === null) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key.includes(":") ? key.replace(/^([^:]+):config:/, "$1:") : `${project.name}:${key}`,
      value,
    ]),
  );
}

/** `Pulumi.yaml` may write a value itself, or `{ value }`, or a declaration `{ type, default }`. */
function projectDefaults(project: Project): Record<string, unknown> {
  const defaults: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(namespaced(project, project.config))) {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
      defaults[key] = entry;
    } else if ("value" in entry) {
      defaults[key] = entry.value;
    } else if ("default" in entry) {
      defaults[key] = entry.default;
    }
  }
  return defaults;
}

function withoutSecrets(value: unknown): { value: unknown; secret: boolean } {
  if (typeof value !== "object" || value === null) {
    return { value, secret: false };
  }
  if (Array.isArray(value)) {
    const items = value.map(withoutSecrets);
    return { value: items.map((item) => item.value), secret: items.some((item) => item.secret) };
  }
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === "secure") {
    return { value: unknownValue, secret: true };
  }
  const opened = entries.map(([key, item]) => [key, withoutSecrets(item)] as const);
  return {
    value: Object.fromEntries(opened.map(([key, item]) => [key, item.value])),
    secret: opened.some(([, item]) => item.secret),
  };
}

function asText(value: unknown): string {
  if (value === null || value === undefined) {
    return "";
  }
  return typeof value === "object" ? JSON.stringify(sorted(value)) : String(value);
}

/** Go writes the keys of a map in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, item]) => [key, sorted(item)]),
      )
    : value;
}

/** Walks as far down as the file goes. A key that itself contains dots is found by trying the longest name first. */
function lineOf(document: Document, lines: LineCounter, project: string, path: string): number | undefined {
  const top = isMap(document.contents)
    ? document.contents.items.find((pair) => keyOf(pair) === "config")
    : undefined;
  if (!top) {
    return undefined;
  }
  let line = lineOfNode(top.key, lines);
  let node: unknown = top.value;
  let rest = path
    .replace(/\[(\d+|"[^"]*")\]/g, (_all, index: string) => `.${index.replaceAll('"', "")}`)
    .split(".");
  while (rest.length > 0) {
    const step = descend(node, rest, rest.length === path.split(".").length ? project : undefined);
    if (!step) {
      break;
    }
    line = lineOfNode(step.at, lines) ?? line;
    node = step.value;
    rest = rest.slice(step.taken);
  }
  return line;
}

interface Step {
  readonly at: unknown;
  readonly value: unknown;
  readonly taken: number;
}

function descend(node: unknown, rest: readonly string[], project: string | undefined): Step | undefined {
  if (isSeq(node)) {
    const item: unknown = node.items[Number(rest[0])];
    return item === undefined ? undefined : { at: item, value: item, taken: 1 };
  }
  if (!isMap(node)) {
    return undefined;
  }
  for (let taken = rest.length; taken > 0; taken--) {
    const name = rest.slice(0, taken).join(".");
    const names = [
      name,
      ...(project !== undefined ? [name.replace(`${project}:`, ""), `${project}:${name}`] : []),
    ];
    const pair = node.items.find((candidate) => names.includes(keyOf(candidate)));
    if (pair) {
      return { at: pair.key, value: pair.value, taken };
    }
  }
  return undefined;
}

function keyOf(pair: Pair<unknown, unknown>): string {
  return isScalar(pair.key) ? String(pair.key.value) : "";
}

function lineOfNode(node: unknown, lines: LineCounter): number | undefined {
  const start = (node as Partial<Node> | null)?.range?.[0];
  return start === undefined ? undefined : lines.linePos(start).line;
}
