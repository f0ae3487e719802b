import { type Command, Option } from "commander";

/** What every command is given besides its own options. */
export interface Common {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Told a command's exit code. */
export type Result = (code: number) => void;

/**
 * Loads a command when it is called. `--help` must not wait for Pulumi's SDK, and Node's own `import()` would not find
 * TypeScript here.
 */
export function load<T>(path: string): T {
  return require(path) as T;
}

/** A command with the options that every one has. */
export function command(root: Command, name: string, description: string): Command {
  return root
    .command(name)
    .description(description)
    .option("--json", "print one JSON document on standard output, for scripts")
    .option("--verbose", "show where in the program an error arose");
}

export const stack = (): Option =>
  new Option("-s, --stack <name>", "the stack: Pulumi.<name>.yaml").default("prod");
export const engine = (): Option =>
  new Option("--engine <way>", "how to run the program").choices(["auto", "pulumi", "offline"]);
export const hosts = (): Option =>
  new Option(
    "--hosts <which>",
    "boot instances as real hosts: none, all, or classes with commas (default: as before)",
  );
export const asOf = (): Option =>
  new Option(
    "--as-of <day>",
    "judge as if it were this day (YYYY-MM-DD): shows what will have run out; offline only",
  );
export const login = (): Option =>
  new Option("--login <name>", "your log-in name on hosts of Linode (default: that on this machine)");
export const pack = (): Option =>
  new Option("--policy-pack <folder>", "the policy pack").default("policy-pack");
