import type { Check } from "../check";
import { readLockFile } from "../lockFile";

/**
 * Licences that let this project be used and passed on under Apache-2.0, with nothing to ask and at most a notice to keep.
 * Copyleft of any strength is not among them; tools that only develop and test the project are not judged.
 */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-3.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Python-2.0",
  "Unlicense",
]);

/** Checks the licence of everything that is shipped against the list of allowed ones. */
export const licences: Check = {
  name: "licences",
  purpose: "licences of what is shipped",
  async run({ root }) {
    const shipped = readLockFile(root).filter(({ dev }) => !dev);
    const findings = shipped
      .filter(({ license }) => license === undefined || !isAllowed(license))
      .map(({ name, version, license }) => ({
        rule: "licence",
        where: name,
        message: `${name} ${version} is licensed under ${license ?? "nothing that it declares"}, which is not on the list.`,
        fix: "Use another package, or read its licence and have an exception reviewed.",
      }));
    return { findings, examined: `${shipped.length} shipped packages` };
  },
};

/** Understands `A`, `(A OR B)` and `(A AND B)`. Anything else is for a person to read. */
export function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, "$1");
  const any = plain.split(" OR ");
  if (any.length > 1) return any.some((each) => allowed.has(each));
  return plain.split(" AND ").every((each) => allowed.has(each));
}
