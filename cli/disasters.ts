import { type Command, InvalidArgumentError, Option } from "commander";

import { command, load, login, type Result, stack } from "./options";

/** A whole number of 1 or more. */
function counted(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError("It should be a whole number from 1.");
  return Number(text);
}

/** `bastide drill`. */
export function drill(root: Command, result: Result): void {
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
    .option("--no-baseline", "leave out the comparison with Patroni's defaults, where there is one")
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
export function moves(root: Command, result: Result): void {
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
