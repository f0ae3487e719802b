import { Command, CommanderError, Option } from "commander";
import { version } from "../package.json";
import { drill, moves } from "./disasters";
import { reportFailure } from "./failure";
import { asOf, type Common, command, engine, hosts, load, pack, type Result, stack } from "./options";

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
