import { spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { loadProject } from "../../engine/project";
import { findEngine } from "../../engine/pulumi/find";
import { type LocalCloud, startLocalCloud } from "../../local-cloud";
import { copyCheckout } from "../support/checkout";
import { type MarkdownBlock, markdownBlocks } from "../support/markdownBlocks";
import { redated } from "../support/redated";

const root = join(__dirname, "../..");
const engine = findEngine(loadProject(root));

/** The packages are there already, and a test run does not start itself. */
const withoutInstall = (text: string): string =>
  text
    .split("\n")
    .filter((line) => line !== "npm ci" && !line.includes("npm test"))
    .map((line) => line.replace(/^npm ci && /, ""))
    .join("\n");

function bash(text: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn("bash", ["-euo", "pipefail", "-c", text], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => output.push(data.toString()));
    child.on("close", (code) => resolve({ code: code ?? -1, output: output.join("") }));
  });
}

const isRun = (block: MarkdownBlock) => block.info[0] === "sh" && block.info.includes("run");

/** Why a block can't run here: the words behind `sh run` name the programs that it needs. */
function lacks({ info }: MarkdownBlock): string | undefined {
  const programs = info.slice(info.indexOf("run") + 1);
  if (programs.includes("pulumi") && !engine.usable) return engine.reason;
  const missing = programs.filter((one) => one !== "pulumi" && spawnSync("which", [one]).status !== 0);
  return missing.length === 0 ? undefined : `there is no ${missing.join(", ")} here`;
}

for (const document of [
  "README.md",
  "docs/guide/zero-to-production.md",
  "docs/guide/local-cloud.md",
  "docs/guide/pull-requests.md",
]) {
  describe(`the commands of ${document}`, () => {
    const blocks = markdownBlocks(readFileSync(join(root, document), "utf8")).filter(isRun);
    let folder: string;
    let cloud: LocalCloud;
    let env: NodeJS.ProcessEnv;

    beforeAll(async () => {
      folder = copyCheckout();
      cloud = await startLocalCloud({});
      const account = document.startsWith("docs/")
        ? {
            LINODE_URL: cloud.url,
            LINODE_TOKEN: "docs",
            AWS_CA_BUNDLE: cloud.caFile,
            // `pulumi login` writes there instead of into the user's own.
            PULUMI_CREDENTIALS_PATH: join(folder, "credentials"),
          }
        : {};
      env = {
        ...account,
        PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
        CI: "true",
        STATE_FOLDER: join(folder, "state"),
        PULUMI_CONFIG_PASSPHRASE: "twenty characters or more",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      };
    });

    afterAll(async () => {
      await bash("npx bastide destroy || true", folder, env);
      await cloud.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it("are there", () => {
      expect(blocks.length).toBeGreaterThan(1);
    });

    for (const block of blocks) {
      // The copy's dates are moved, and so is the day that a command asks for.
      const text = redated(withoutInstall(block.text));
      const missing = lacks(block);
      const name = `line ${block.line}: ${text.split("\n")[0] || "npm test, which is this"}`;
      it.skipIf(missing !== undefined)(
        missing === undefined ? name : `${name} (skipped: ${missing})`,
        { timeout: 600_000 },
        async () => {
          const { code, output } = await bash(text, folder, env);
          expect(code, output.slice(-4_000)).toBe(0);
        },
      );
    }
  });
}
