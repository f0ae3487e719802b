import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluate } from "../../../engine/offline/evaluate";
import { judge } from "../../../engine/offline/judge";
import { loadProject } from "../../../engine/project";
import { readStackConfig } from "../../../engine/stackConfig";
import { stackFile } from "../../support/infraConfigs";
import { projectRoot } from "../../support/projectFiles";
import type { Compliant } from "../arbitraries/configuration";

/** Bastide's own program and pack, for one configuration after the other. */
export interface Judge {
  /** What the program or the pack has against a configuration, in sentences; nothing where it is compliant. */
  faultsOf(configuration: Compliant): Promise<readonly string[]>;
  close(): void;
}

const stack = "generated";

/**
 * Starts the unmodified pack once, and asks it through the engine's protocol. The configuration is written into a stack's file
 * and read from there, and the program evaluated, as `bastide preview` does.
 */
export async function openJudge(): Promise<Judge> {
  const project = loadProject(projectRoot);
  const folder = mkdtempSync(join(tmpdir(), "bastide-compliant-"));
  const child = fork(join(__dirname, "resident.js"), [], {
    cwd: join(projectRoot, "policy-pack"),
    silent: true,
    execArgv: [],
  });
  const port = await portOf(child);
  const address = { address: `127.0.0.1:${port}`, stop: () => undefined };

  return {
    faultsOf: async ({ asOf, values, packConfig, needs }) => {
      writeFileSync(join(folder, `Pulumi.${stack}.yaml`), stackFile(values));
      const config = readStackConfig({ ...project, root: folder }, stack);
      const ready = new Promise((resolve) => child.once("message", resolve));
      child.send({ now: asOf.getTime(), config: JSON.stringify(config.values) });
      try {
        const evaluation = await evaluate({ project, stack, config, asOf });
        await ready;
        const verdict = await judge({
          evaluation,
          config,
          pack: Promise.resolve(address),
          packConfig: { file: "generated", policies: packConfig },
        });
        const used = new Set(verdict.waivers.map(({ policy, resource }) => `${policy} for ${resource}`));
        return [
          ...verdict.violations
            .filter(({ fails }) => fails)
            .map(({ policy, message }) => `${policy}: ${message}`),
          ...needs
            .map(({ policy, resource }) => `${policy} for ${resource}`)
            .filter((waiver) => !used.has(waiver))
            .map((waiver) => `The waiver of ${waiver} is not in use.`),
          ...(verdict.judged < 2 ? ["Nothing was judged."] : []),
        ];
      } catch (error) {
        return [describe(error)];
      }
    },
    close: () => {
      child.disconnect();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function portOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (data: Buffer) => {
      said += data.toString();
      const port = /^(\d+)\r?$/m.exec(said)?.[1];
      if (port !== undefined) resolve(port);
    });
    child.stderr?.on("data", (data: Buffer) => {
      said += data.toString();
    });
    child.once("exit", (code) =>
      reject(new Error(`The policy pack ended with code ${code}: ${said.slice(-2_000)}`)),
    );
  });
}

function describe(error: unknown): string {
  const problems =
    error instanceof Error && "problems" in error ? JSON.stringify(error.problems, null, 1) : "";
  return `${error instanceof Error ? error.message : String(error)}\n${problems}`;
}
