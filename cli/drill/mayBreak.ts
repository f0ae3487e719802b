import { createInterface } from "node:readline/promises";

import { UserError } from "../../engine/errors";
import type { OpenStack } from "./openStack";

/** What a person has said beforehand. */
export interface Said {
  readonly stack: string;
  /** The name of the stack that is really meant. */
  readonly really?: string;
}

/**
 * Lets a drill go on that would break a stack on Linode: it has to be marked, and its name has to be said, in `--really` or on the terminal. `--yes`
 * says no name. A stack on the local cloud may always be broken.
 *
 * @throws UserError where it may not; nothing was touched
 */
export async function mayBreak(
  { stack, really }: Said,
  { onLinode, doors }: Pick<OpenStack, "onLinode" | "doors">,
): Promise<void> {
  if (onLinode === null) return;
  if (!onLinode.isDrillable)
    throw new UserError(
      `The stack ${stack} is on ${doors.where}, and is not marked as one that drills may break. Nothing was touched.`,
      `Write \`bastide:drillable: true\` into Pulumi.${stack}.yaml and have that approved; or drill on this machine: \`bastide up --stack ${stack} --hosts CLASS\`.`,
    );
  const said = really ?? (await ask(stack, doors.where));
  if (said !== stack)
    throw new UserError(
      said === null
        ? `Nobody has said that it is really the stack ${stack} on ${doors.where} that is to be broken. Nothing was touched.`
        : `${JSON.stringify(said)} is not the name of this stack, ${JSON.stringify(stack)}. Nothing was touched.`,
      `Type its name on a terminal, or give --really ${stack}. --yes does not do.`,
    );
}

async function ask(stack: string, where: string): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (
      await terminal.question(`This breaks the stack ${stack} on ${where}. Type its name to go on: `)
    ).trim();
  } finally {
    terminal.close();
  }
}
