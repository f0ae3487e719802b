import { readFileSync } from "node:fs";
import { parseCommandLine } from "./commandLine";
import { effectNames, type FaultInput, faultMistakes } from "./core/faults";
import { defined } from "./core/fields";
import { linodeLimits, type RateLimitSettings, rateLimitsSchema } from "./core/rateLimits";
import { interfaceSettings, presetNames } from "./core/settings";
import { faultRules } from "./faultRules";
import type { LocalCloudOptions } from "./index";

const defaultPort = 4300;

const effects = wrap(effectNames.join(" "), 110, 27);

/** What `--help` shows. */
export const usage = `Usage: bastide local-cloud [options]

A Linode API on this machine, until Ctrl-C. docs/guide/local-cloud.md shows how clients use it, docs/local-cloud-coverage.md
what it offers. GET /_local lists the controls of a running one.

Where
  --port N                 port of the API (default ${defaultPort}; 0 takes a free one)
  --s3-port N              port of S3 over TLS in the first region, the others following (default: free ones)
  --host ADDRESS           address to listen on (default 127.0.0.1: this machine only)
  --state FILE             keep the state in a file, written before each answer (default: gone with the process)
  --directory DIR          for the certificate and objects (default: beside the state file, or temporary)
  --versitygw PATH|none    server for objects (default: looked for)

Behaviour
  --speed N                how many times faster than Linode jobs run (default 1000; 0 stops them until the clock
                           is advanced)
  --token TOKEN            accept this API token only; repeatable (default: any)
  --token-file FILE        the same, one token a line, so that no list of processes shows them
  --preset NAME            what Linode changed between versions of its API: ${presetNames.join(", ")} (default 2025)
  --volume-encryption X    enabled or disabled: a volume's encryption when a request names none (default: the preset's)
  --interfaces X           the account's interfaces_for_new_linodes at the start (default: the preset's)
  --rate-limits X          off (headers only), linode, or a JSON file with own figures (default off)
  --fault RULE             a fault from the start, repeatable: effect=503,path=/linode/instances/*,probability=0.05
                           (several effects, methods or kinds with +), or JSON. Effects:
${effects}
  --faults FILE            a JSON file with a list of such rules

Output
  --log                    print each request on standard error, without anything secret
  --json                   print what a client needs as one line of JSON, and errors as JSON
  --verbose                show where in the program an error arose
  -h, --help               show this

Exit codes: 0 stopped as asked, 1 could not start or go on, 2 wrong usage.`;

const flags = {
  port: { type: "string" },
  "s3-port": { type: "string" },
  host: { type: "string" },
  state: { type: "string" },
  directory: { type: "string" },
  speed: { type: "string" },
  token: { type: "string", multiple: true },
  preset: { type: "string" },
  "volume-encryption": { type: "string" },
  interfaces: { type: "string" },
  "rate-limits": { type: "string" },
  fault: { type: "string", multiple: true },
  faults: { type: "string" },
  versitygw: { type: "string" },
  "token-file": { type: "string" },
  log: { type: "boolean" },
  json: { type: "boolean" },
  verbose: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Mistakes in the command line: its text is all there is to say. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Flags {
  options: LocalCloudOptions;
  json: boolean;
  log: boolean;
}

/** What the command line asks for; undefined when only help was asked for. Throws with every mistake at once. */
export function readFlags(args: readonly string[]): Flags | undefined {
  const { values, mistakes } = parseCommandLine(args, flags);
  if (values.help || args[0] === "help") return undefined;
  const number = (name: "port" | "s3-port" | "speed", whole: boolean): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const good = whole ? /^\d+$/.test(text) && Number(text) <= 65_535 : /^\d+(\.\d+)?$/.test(text);
    const wanted = whole ? "a port, from 0 to 65535" : "a number of 0 or more";
    if (!good) mistakes.push(`--${name} must be ${wanted}, not "${text}".`);
    return Number(text);
  };
  const choice = <T extends string>(
    name: "preset" | "volume-encryption" | "interfaces",
    among: readonly T[],
  ): T | undefined => {
    const text = values[name];
    const found = among.find((one) => one === text);
    if (text !== undefined && found === undefined)
      mistakes.push(`--${name} must be one of ${among.join(", ")}, not "${text}".`);
    return found;
  };
  const options = defined({
    port: number("port", true) ?? defaultPort,
    s3Port: number("s3-port", true),
    host: values.host,
    stateFile: values.state,
    directory: values.directory,
    speed: number("speed", false),
    tokens: readTokens(values.token, values["token-file"], mistakes),
    preset: choice("preset", presetNames),
    volumeEncryptionDefault: choice("volume-encryption", ["enabled", "disabled"]),
    interfacesForNewLinodes: choice("interfaces", interfaceSettings),
    rateLimits: rateLimits(values["rate-limits"], mistakes),
    faults: readFaults(values.fault ?? [], values.faults, mistakes),
    versitygw: values.versitygw === "none" ? (false as const) : values.versitygw,
  });
  if (mistakes.length > 0) {
    throw new UsageError([...mistakes, "Try: bastide local-cloud --help"].join("\n"));
  }
  return { options, json: values.json ?? false, log: values.log ?? false };
}

function readTokens(
  single: readonly string[] | undefined,
  file: string | undefined,
  mistakes: string[],
): string[] | undefined {
  if (single === undefined && file === undefined) return undefined;
  const tokens = [...(single ?? [])];
  try {
    if (file !== undefined) tokens.push(...readFileSync(file, "utf8").split(/\s+/).filter(Boolean));
  } catch (error) {
    mistakes.push(`--token-file can't be read: ${(error as Error).message}.`);
    return undefined;
  }
  // An empty list would let nobody in, and an empty token can't be sent.
  if (tokens.length === 0) mistakes.push(`--token-file ${file} holds no token.`);
  if (tokens.some((token) => /\s/.test(token) || token === "")) {
    mistakes.push("--token must be one word: a token is sent in a header.");
  }
  return tokens;
}

function rateLimits(text: string | undefined, mistakes: string[]): RateLimitSettings | undefined {
  if (text === undefined) return undefined;
  if (text === "off" || text === "linode") return { mode: text };
  const value = readJson("--rate-limits", text, mistakes, "off, linode, or");
  if (value === undefined) return undefined;
  const result = rateLimitsSchema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    mistakes.push(`--rate-limits ${text}: ${issue.path.join(".") || "the file"}: ${issue.message}.`);
  }
  mistakes.push(`--rate-limits ${text}: the classes are ${Object.keys(linodeLimits).join(", ")}.`);
  return undefined;
}

function readFaults(
  single: readonly string[],
  file: string | undefined,
  mistakes: string[],
): FaultInput[] | undefined {
  const rules: { rule: FaultInput; from: string }[] = [];
  if (file !== undefined) {
    const value = readJson("--faults", file, mistakes);
    if (Array.isArray(value)) {
      const list = value as FaultInput[];
      rules.push(...list.map((rule, at) => ({ rule, from: `--faults ${file}, rule ${at + 1}` })));
    } else if (value !== undefined) {
      mistakes.push(`--faults ${file} must hold a JSON list of rules, in [ ].`);
    }
  }
  for (const text of single) {
    try {
      const rule: FaultInput = text.trimStart().startsWith("{") ? JSON.parse(text) : pairs(text);
      rules.push({ rule, from: `--fault ${text}` });
    } catch {
      mistakes.push(`--fault ${text} must be JSON, or name=value with commas between: effect=503,times=3.`);
    }
  }
  mistakes.push(
    ...rules.flatMap(({ rule, from }) =>
      faultMistakes(rule, faultRules).map((mistake) => `${from}: ${mistake}.`),
    ),
  );
  return rules.length === 0 ? undefined : rules.map(({ rule }) => rule);
}

/** `effect=503+429,method=PUT+DELETE,probability=0.1` */
function pairs(text: string): FaultInput {
  const entries = text.split(",").map((pair): [string, unknown] => {
    const mark = pair.indexOf("=");
    if (mark < 1) throw new Error(pair);
    const name = pair.slice(0, mark).trim();
    const value = pair.slice(mark + 1).trim();
    if (name === "effect" || value.includes("+")) return [name, value.split("+")];
    if (name !== "id" && /^\d+(\.\d+)?$/.test(value)) return [name, Number(value)];
    return [name, value === "true" ? true : value];
  });
  return Object.fromEntries(entries) as FaultInput;
}

function readJson(flag: string, file: string, mistakes: string[], or = ""): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const why = error instanceof SyntaxError ? "it is no JSON" : (error as Error).message;
    mistakes.push(
      `${flag} must name ${[or, "a JSON file"].filter(Boolean).join(" ")}, not "${file}": ${why}.`,
    );
    return undefined;
  }
}

/** Breaks a text into lines of so many characters, each indented. */
function wrap(text: string, width: number, indent: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || indent + last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => " ".repeat(indent) + line).join("\n");
}
