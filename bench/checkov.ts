import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findCheckov } from "./support/findCheckov";
import { firewallsOfPulumi, firewallsOfTerraform } from "./support/firewalls";
import { writeProject } from "./support/measured";
import { type Command, comparePairs } from "./support/pairs";
import type { Bench } from "./support/part";
import type { Entry } from "./support/result";

const sizes = [10, 500, 5_000] as const;

/**
 * The pack against Checkov over the same firewalls, end to end as their users wait for them: `bastide preview` on a Pulumi
 * program with all of our policies, `checkov` on Terraform JSON with its policies for Linode. Ours is to be faster.
 */
export function benchCheckov({ root, folder, rounds, say }: Bench): Entry[] {
  const checkov = findCheckov(say);
  if ("reason" in checkov) return [{ name: "the pack against Checkov", reason: checkov.reason }];
  return sizes.map((count): Entry => {
    say(`${count} firewalls, ${rounds} pairs`);
    const ours = preview(root, join(folder, `pulumi-${count}`), count);
    const theirs = scan(checkov.path, join(folder, `terraform-${count}`), count);
    return {
      name: `the pack over ${count} firewalls`,
      ratio: "bastide preview with all policies to Checkov on Terraform JSON",
      ...comparePairs(ours, theirs, rounds),
      unit: "s",
      atMost: 1,
    };
  });
}

/** Both tools end with 1 where they find something, which they do. */
const found = [0, 1];

function preview(root: string, folder: string, count: number): Command {
  writeProject(root, folder, { name: "walls", main: "index.js", stacks: { dev: {} } });
  writeFileSync(join(folder, "index.js"), firewallsOfPulumi(count));
  const command = join(root, "cli/bin/bastide.js");
  const options = ["--stack", "dev", "--engine", "offline", "--policy-pack", join(root, "policy-pack")];
  return {
    argv: [process.execPath, command, "preview", ...options, "--out", join(folder, "out.json")],
    cwd: folder,
    expects: found,
  };
}

function scan(path: string, folder: string, count: number): Command {
  mkdirSync(folder);
  writeFileSync(join(folder, "main.tf.json"), firewallsOfTerraform(count));
  const options = [
    "--framework",
    "terraform_json",
    "--compact",
    "--quiet",
    "--skip-download",
    "--output",
    "json",
  ];
  return { argv: [path, "--directory", folder, ...options], cwd: folder, expects: found };
}
