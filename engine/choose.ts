import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "./errors";
import type { Project } from "./project";
import { type EngineInstallation, findEngine } from "./pulumi/find";

export type EngineChoice = "auto" | "pulumi" | "offline";

export type Chosen =
  | { readonly way: "offline"; readonly because: string }
  | { readonly way: "engine"; readonly engine: EngineInstallation; readonly because: string };

/** Decides which way to run the program. Throws a `UserError` when the engine is asked for and can't be used. */
export function chooseEngine(choice: EngineChoice, project: Project): Chosen {
  if (choice === "offline") {
    return { way: "offline", because: "offline" };
  }
  const found = findEngine(project);
  if (found.usable) {
    return {
      way: "engine",
      engine: found.engine,
      because: `the Pulumi CLI ${found.engine.version} (${found.engine.path})`,
    };
  }
  if (choice === "pulumi") {
    throw new UserError(`The engine can't be used: ${found.reason}`, found.fix);
  }
  return { way: "offline", because: `offline: ${found.reason}` };
}

/**
 * A stack that is up one way goes on that way: each keeps a record of its own.
 * Throws a `UserError` when the other way is asked for by name.
 */
export function wayOfStack(folder: string, choice: EngineChoice): EngineChoice {
  const before = existsSync(join(folder, "offline.jsonl"))
    ? "offline"
    : existsSync(join(folder, "state"))
      ? "pulumi"
      : undefined;
  if (before !== undefined && choice !== "auto" && choice !== before) {
    throw new UserError(
      `This stack was brought up ${before === "offline" ? "offline" : "through the engine"}, which keeps its own record.`,
      `Go on with --engine ${before}, or run \`bastide destroy\` first.`,
    );
  }
  return before ?? choice;
}
