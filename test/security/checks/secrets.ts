import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFiles } from "../../support/projectFiles";
import type { Check, Finding } from "../check";
import { secretScan } from "./secretPatterns";

/** Looks for credentials in every file of the project that is text. */
export const secrets: Check = {
  name: "secrets",
  purpose: "credentials in files",
  async run({ root }) {
    const scan = await secretScan();
    const findings: Finding[] = [];
    let texts = 0;
    for (const path of projectFiles(root)) {
      const content = readFileSync(join(root, path));
      if (content.includes(0)) continue;
      texts += 1;
      findings.push(...(await scan(path, join(root, path), content.toString("utf8"))));
    }
    return { findings, examined: `${texts} text files` };
  },
};
