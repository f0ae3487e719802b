import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { redated } from "./redated";

const root = join(__dirname, "../..");

/** Git also lists what somebody has just removed. */
const isWanted = (name: string): boolean =>
  name !== "" && !name.startsWith("test/") && existsSync(join(root, name));

/**
 * A copy of the checkout as it is, tests and git history left out, that a test may change; the packages are linked. Production's
 * dates are as old as on the day of the tests, since the policy pack refuses reviews that are overdue; so is the day that
 * `npm start` asks for. The caller removes it.
 */
export function copyCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), "bastide-checkout-"));
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of files.split("\n").filter(isWanted)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file), { force: true });
  }
  for (const name of ["Pulumi.prod.yaml", "package.json"]) {
    writeFileSync(join(folder, name), redated(readFileSync(join(folder, name), "utf8")));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}
