import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { version } from "../package.json";
import { reportFailure } from "./failure";

/** What every command is given besides its own options. */
export interface Common {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Runs the command and ends the process: 0 done, 1 violations or failed work, 2 wrong configuration or usage. */
export async function main(args: readonly string[]): Promise<void> {
  const common = {
    json: args.includes("--json"),
    verbose: args.includes("--verbose") || (process.env.BASTIDE_DEBUG ?? "") !== "",
  };
  if (!common.verbose) {
    // Libraries warn about versions of Node; that is no news for who runs a command.
    process.removeAllListeners("warning");
  }
  let code = 0;
  try {
    await program((result) => {
      code = result;
    }).parseAsync([...args], { from: "user" });
  } catch (error) {
    code = error instanceof CommanderError ? usage(error, common) : reportFailure(error, common);
  }
  exit(code);
}

/**
 * Loads a command when it is called. `--help` must not wait for Pulumi's SDK, and Node's own `import()` would not find
 * TypeScript here.
 */
function load<T>(path: string): T {
  return require(path) as T;
}

/** Whatever a library left running must not keep a finished command alive, and nothing that was printed may be lost. */
function exit(code: number): void {
  process.exitCode = code;
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

/** The parser has printed its own message; `--help` and `--version` end well. */
function usage(error: CommanderError, common: Common): number {
  if (error.exitCode === 0 || error.code === "commander.help" || error.code === "commander.helpDisplayed") {
    return error.exitCode === 0 ? 0 : 2;
  }
  if (common.json) {
    process.stdout.write(
      `${JSON.stringify({ error: { kind: "usage", message: error.message } }, null, 2)}\n`,
    );
  }
  return 2;
}

type Result = (code: number) => void;

function program(result: Result): Command {
  const root = new Command("bastide")
    .description("Hardened hosting on Linode, one enclave for each class of customers' data.")
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .showHelpAfterError("Run it with --help to see what there is.")
    .addHelpText(
      "after",
      "\nExit codes: 0 done or compliant, 1 policy violations or failed work, 2 wrong configuration or usage.",
    );
  preview(root, result);
  report(root, result);
  up(root, result);
  destroy(root, result);
  status(root, result);
  tunnel(root, result);
  drill(root, result);
  moves(root, result);
  localCloud(root);
  doctor(root, result);
  return root;
}

function command(root: Command, name: string, description: string): Command {
  return root
    .command(name)
    .description(description)
    .option("--json", "print one JSON document on standard output, for scripts")
    .option("--verbose", "show where in the program an error arose");
}

const stack = (): Option => new Option("-s, --stack <name>", "the stack: Pulumi.<name>.yaml").default("prod");
const engine = (): Option =>
  new Option("--engine <way>", "how to run the program").choices(["auto", "pulumi", "offline"]);
const hosts = (): Option =>
  new Option(
    "--hosts <which>",
    "boot instances as real hosts: none, all, or classes with commas (default: as before)",
  );
const asOf = (): Option =>
  new Option(
    "--as-of <day>",
    "judge as if it were this day (YYYY-MM-DD): shows what will have run out; offline only",
  );
const login = (): Option =>
  new Option("--login <name>", "your log-in name on hosts of Linode (default: that on this machine)");
const pack = (): Option => new Option("--policy-pack <folder>", "the policy pack").default("policy-pack");

function preview(root: Command, result: Result): void {
  command(root, "preview", "evaluate the program and judge it by the policy pack; changes nothing")
    .addOption(stack())
    .addOption(
      new Option("-f, --format <format>", "form of the report (default: text)").choices([
        "text",
        "json",
        "sarif",
        "junit",
        "markdown",
      ]),
    )
    .addOption(
      new Option(
        "-o, --out <[format=]file>",
        "write the report to a file, - for standard output; may be repeated",
      )
        .argParser((out: string, before: readonly string[]) => [...before, out])
        .default([], "standard output"),
    )
    .option("-b, --base <ref|file>", "show what differs from a git ref, or from a report in JSON")
    .addOption(engine().default("offline"))
    .addOption(pack())
    .option("--policy-pack-config <file>", "the policy pack's settings, as `pulumi preview` takes them")
    .addOption(asOf())
    .action(async (options) =>
      result(await load<typeof import("./commands/preview")>("./commands/preview").preview(options)),
    );
}

function report(root: Command, result: Result): void {
  command(root, "report", "write the compliance matrix: controls, policies, what they judged and found")
    .addOption(stack())
    .option(
      "-o, --out <folder>",
      "where to write report.json and report.html (default: evidence/report/STACK)",
    )
    .addOption(engine().default("offline"))
    .addOption(pack())
    .action(async (options) =>
      result(await load<typeof import("./commands/report")>("./commands/report").report(options)),
    );
}

function up(root: Command, result: Result): void {
  command(root, "up", "bring the stack up on a local cloud, after the policy pack's verdict")
    .addOption(stack())
    .addOption(engine().default("auto"))
    .addOption(hosts())
    .addOption(pack())
    .addOption(asOf())
    .option("--open", "write a picture of the stack and say where it is")
    .action(async (options) =>
      result(await load<typeof import("./commands/up")>("./commands/up").up(options)),
    );
}

function destroy(root: Command, result: Result): void {
  command(root, "destroy", "remove everything of the stack from the local cloud, then stop it")
    .addOption(stack())
    .addOption(engine().default("auto"))
    .option("--force", "where it can't be emptied, give the local cloud up as it is")
    .option("--keep-cloud", "leave the local cloud running, with what others have made in it")
    .addOption(hosts().hideHelp())
    .action(async (options) =>
      result(await load<typeof import("./commands/destroy")>("./commands/destroy").destroy(options)),
    );
}

function status(root: Command, result: Result): void {
  command(
    root,
    "status",
    "show what the local cloud holds: enclaves, nodes, cost, and what hosts say of themselves",
  )
    .addOption(stack())
    .option("--html <file>", "write a picture of the topology")
    .addHelpText("after", () => statesHelp())
    .addOption(hosts().hideHelp())
    .action(async (options) =>
      result(await load<typeof import("./commands/status")>("./commands/status").status(options)),
    );
}

function tunnel(root: Command, result: Result): void {
  command(
    root,
    "tunnel",
    "print the file of a managed device's tunnel to a class, and what is reached through it",
  )
    .addOption(stack())
    .requiredOption("--device <name>", "the device, as in bastide:managedDevices")
    .requiredOption("--class <class>", "the data class")
    .option(
      "--outputs <file>",
      "what `pulumi stack output --json` prints, - for standard input: it has the gateways' public keys",
    )
    .action(async (options) =>
      result(await load<typeof import("./commands/tunnel")>("./commands/tunnel").tunnel(options)),
    );
}

/** A whole number of 1 or more. */
function counted(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError("It should be a whole number from 1.");
  return Number(text);
}

function drill(root: Command, result: Result): void {
  command(
    root,
    "drill",
    "rehearse a disaster on real hosts under load, and measure what was lost and for how long",
  )
    .argument("[scenario]", "which disaster; none given: which there are")
    .addOption(stack())
    .option("--class <class>", "the data class; it needs a published endpoint", "account")
    .option("--yes", "agree to every step of a person beforehand")
    .option("--really <stack>", "the name of the stack on Linode that is to be broken; else it is asked for")
    .addOption(login())
    .option("--tidy-up", "take away what a drill has left that was killed, and nothing else")
    .option("--sign <key>", "sign the evidence's digests with this SSH key, as `ssh-keygen -Y sign` does")
    .option(
      "--store <file>",
      "store a drill's evidence, by its JSON file, in the bucket of `events`, and nothing else",
    )
    .option("--no-store", "leave the evidence in files, and out of the bucket of `events`")
    .option("--no-baseline", "leave out the comparison with Patroni's default times")
    .addOption(
      new Option("--seed <number>", "what chance is drawn from (default: the clock)").argParser(counted),
    )
    .addOption(
      new Option("--moments <number>", "how many moments point-in-time-restore restores")
        .argParser(counted)
        .default(3),
    )
    .option("-o, --out <folder>", "where the evidence goes", "evidence/drills")
    .addHelpText(
      "after",
      "\nWhere the stack's local cloud runs, it is played there. Else it is played on Linode, with LINODE_TOKEN and by SSH through the\ngateways (docs/guide/drills.md): only on a stack with `bastide:drillable: true`, and when its name was said.",
    )
    .action(async (scenario, options) =>
      result(await load<typeof import("./commands/drill")>("./commands/drill").drill(scenario, options)),
    );
}

/** The runbook of a lost region as a program: the same that `drill` rehearses. */
function moves(root: Command, result: Result): void {
  const about = {
    failover:
      "the region that takes writes is lost: fence it as far as it can be reached, and have another one take them",
    failback: "both regions are there: have the one that follows take writes, without a loss",
  } as const;
  for (const name of ["failover", "failback"] as const) {
    const one = command(root, name, about[name])
      .addOption(stack())
      .option("--class <class>", "the data class", "account")
      .option("--to <region>", "the region that is to take writes")
      .option("--resume", "go on with the last one, which was not finished")
      .addOption(login())
      .option("--yes", "agree beforehand")
      .addHelpText(
        "after",
        "\nExit codes: 0 done, 1 failed, 2 in progress (--resume), 3 that region can't be reached.",
      )
      .action(async (options) =>
        result(await load<typeof import("./commands/failover")>("./commands/failover")[name](options)),
      );
    if (name === "failover")
      one.option("--lost", "the old region is lost: where it can't be fenced within 3 s, go on all the same");
  }
}

/** What the words for hosts mean. */
function statesHelp(): string {
  const { stateMeanings } = load<typeof import("./hosts/states")>("./hosts/states");
  const lines = Object.entries(stateMeanings).map(([state, meaning]) => `  ${state.padEnd(10)} ${meaning}`);
  return `\nStates of hosts, by their own word:\n${lines.join("\n")}`;
}

/** Only named here, for `--help`: `bin/bastide.js` starts it, and it reads its own options. */
function localCloud(root: Command): void {
  root
    .command("local-cloud")
    .description("run the Linode API of this machine alone, until interrupted")
    .helpOption(false)
    .argument("[options...]");
}

function doctor(root: Command, result: Result): void {
  command(root, "doctor", "what this machine has and lacks, and what to do about it").action(
    async (options) =>
      result(await load<typeof import("./commands/doctor")>("./commands/doctor").doctor(options)),
  );
}
