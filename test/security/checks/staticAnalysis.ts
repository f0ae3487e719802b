import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { ESLint } from "eslint";
import { projectFiles } from "../../support/projectFiles";
import type { Check, Finding } from "../check";
import { securityConfig, sources } from "../rules/config";

/** Looks for insecure code in every source file: injection, path traversal, weak cryptography, unverified peers, credentials. */
export const staticAnalysis: Check = {
  name: "static-analysis",
  purpose: "insecure code",
  async run({ root }) {
    const files = projectFiles(root).filter((path) => sources.test(path));
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: securityConfig });
    const results = files.length > 0 ? await eslint.lintFiles(files) : [];
    const findings = results.flatMap(({ filePath, messages }): Finding[] => {
      const path = relative(root, filePath).split(sep).join("/");
      const lines = messages.length > 0 ? readFileSync(join(root, path), "utf8").split("\n") : [];
      return messages.map(({ ruleId, line, message }) => ({
        rule: ruleId ?? "unreadable",
        where: `${path}:${line}`,
        message,
        fix: "Mend the code; if it is right as it is, add a reviewed exception.",
        text: (lines[line - 1] ?? "").trim(),
      }));
    });
    return { findings, examined: `${results.length} source files` };
  },
};
