import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { redated } from "./redated";

const root = join(__dirname, "../..");

/**
 * A copy of the checkout as it is, tests and git history left out, that a test may change; the packages are linked. Production's
 * dates are as old as on the day of the tests, since the policy pack refuses reviews that are overdue. The caller removes it.
 */
export function copyCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), "bastide-checkout-"));
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of files.split("\n").filter((name) => name !== "" && !name.startsWith("test/"))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file), { force: true });
  }
  const stack = join(folder, "Pulumi.prod.yaml");
  writeFileSync(stack, redated(readFileSync(stack, "utf8")));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}
