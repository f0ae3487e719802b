import type { z } from "zod";

import { fixAt, keysAt } from "./describe";
import type { Problem } from "./problems";
import { type SectionName, type StackConfig, sections } from "./sections";

/** The stack's configuration as the engine hands it out: full keys, structured values as JSON text. */
export type RawConfig = Readonly<Record<string, string>>;

/** What could be read, section by section, and what could not. */
export interface Reading {
  readonly config: Partial<StackConfig>;
  readonly problems: readonly Problem[];
}

const path = (steps: readonly PropertyKey[]): string =>
  steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");

/** Keys that must not stand in a stack's configuration: they come from the environment (AC-6). */
const fromEnvironment: Readonly<Record<string, string>> = {
  "linode:token": "LINODE_TOKEN",
  "linode:url": "LINODE_URL",
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Paths that end in `__proto__`: no name for anything, and one that the schema's maps pass over without a word. */
function passedOver(value: unknown, steps: readonly PropertyKey[] = []): (readonly PropertyKey[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const found = [...steps, Array.isArray(value) ? Number(name) : name];
    return [...(name === "__proto__" ? [found] : []), ...passedOver(inner, found)];
  });
}

const kinds: Readonly<Record<string, string>> = {
  object: "a group of settings",
  record: "a group of settings",
  array: "a list",
  string: "text",
  number: "a number",
  boolean: "`true` or `false`",
};

/** The schema's own sentence, or a plain one where only the library's is there. */
function sentence(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too (small|big))/.test(issue.message)) return issue.message;
  if (issue.code === "invalid_type") return `This is not ${kinds[issue.expected] ?? issue.expected}.`;
  if (issue.code === "too_small")
    return `This is too short or too small: at least ${issue.minimum} is needed.`;
  if (issue.code === "too_big") return `This is too long or too large: at most ${issue.maximum} is taken.`;
  return "This is not a value that can stand here.";
}

function explain(name: SectionName, issue: z.core.$ZodIssue): Problem[] {
  const schema = sections[name];
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path).join(", ");
    return issue.keys
      .filter((key) => key !== "__proto__")
      .map((key) => ({
        key: `bastide:${name}${path([...issue.path, key])}`,
        message: "There is no setting of this name.",
        fix: `Remove it, or write one of: ${known}.`,
      }));
  }
  if (issue.code === "invalid_key") {
    return [
      {
        key: `bastide:${name}${path(issue.path)}`,
        message: issue.issues[0]?.message ?? issue.message,
        fix: fixAt(schema, issue.path.slice(0, -1)),
      },
    ];
  }
  const missing = issue.input === undefined;
  return [
    {
      key: `bastide:${name}${path(issue.path)}`,
      message: missing ? "This setting is missing." : sentence(issue),
      fix: fixAt(schema, issue.path),
    },
  ];
}

/** Reads every section by itself, so that an error in one hides none in another. */
export function readSections(raw: RawConfig): Reading {
  const problems: Problem[] = [];
  const config: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries(fromEnvironment)) {
    if (key in raw) {
      problems.push({
        key,
        message: "This does not belong in a stack's configuration, where it would end up in files and state.",
        fix: `Remove it with \`pulumi config rm ${key}\` and set ${variable} in the environment.`,
      });
    }
  }
  for (const key of Object.keys(raw)) {
    if (key.startsWith("bastide:") && !Object.hasOwn(sections, key.slice("bastide:".length))) {
      problems.push({
        key,
        message: "There is no section of this name.",
        fix: `Remove it, or write one of: ${Object.keys(sections).join(", ")}.`,
      });
    }
  }
  for (const name of Object.keys(sections) as SectionName[]) {
    const text = raw[`bastide:${name}`];
    const value = text === undefined ? undefined : parse(text);
    for (const steps of passedOver(value)) {
      problems.push({
        key: `bastide:${name}${path(steps)}`,
        message: "Nothing can have this name.",
        fix: "Remove it, or write another name.",
      });
    }
    const result = sections[name].safeParse(value, { reportInput: true });
    if (result.success) config[name] = result.data;
    else problems.push(...result.error.issues.flatMap((issue) => explain(name, issue)));
  }
  return { config, problems };
}
