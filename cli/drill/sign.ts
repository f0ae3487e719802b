import { spawnSync } from "node:child_process";
import { accessSync, constants, rmSync } from "node:fs";

import { UserError } from "../../engine/errors";

/** What a signature is for: one of something else with the same key is not taken for it. */
export const signedFor = "bastide-evidence";

/** Throws UserError where a key can't be used to sign, as far as that is known before. */
export function canSign(key: string): void {
  try {
    accessSync(key, constants.R_OK);
  } catch {
    throw new UserError(
      `The key ${key} can't be read.`,
      "--sign takes an SSH key: its private part, or its `.pub` where an agent has the other one. A person's hardware key will do.",
    );
  }
  if (spawnSync("ssh-keygen", ["-?"]).error !== undefined)
    throw new UserError(
      "There is no ssh-keygen here to sign with.",
      "Install OpenSSH's client, 8.1 or newer.",
    );
}

/**
 * Signs a file with an SSH key, by OpenSSH's own command, which asks for a touch or a passphrase by itself.
 *
 * @returns the signature's file
 * @throws UserError where it did not sign; there is no signature then
 */
export function sign(file: string, key: string): string {
  const signature = `${file}.sig`;
  // It would not write over another one.
  rmSync(signature, { force: true });
  const { status, error } = spawnSync("ssh-keygen", ["-q", "-Y", "sign", "-n", signedFor, "-f", key, file], {
    stdio: ["inherit", "ignore", "inherit"],
  });
  if (error !== undefined || status !== 0)
    throw new UserError(
      `${file} is not signed${error === undefined ? "" : `: ${error.message}`}.`,
      `The evidence is there, and not stored. Sign it with \`ssh-keygen -Y sign -n ${signedFor} -f ${key} ${file}\`, then store it with \`bastide drill --store ${file.replace(/\.sha256$/, ".json")}\`.`,
      1,
    );
  return signature;
}
