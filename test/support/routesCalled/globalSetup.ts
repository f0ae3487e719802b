import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type Claims, renewClaims } from "./claims";

declare module "vitest" {
  interface ProvidedContext {
    /** Where test files leave what they called, when it is to be written down (`-u`); empty else. */
    renewedCalls: string;
  }
}

/** With `-u`, collects what test files called, and writes it down at the end. */
export function setup(project: TestProject): (() => void) | undefined {
  const renews = project.config.snapshotOptions.updateSnapshot === "all";
  const folder = renews ? mkdtempSync(join(tmpdir(), "bastide-calls-")) : "";
  project.provide("renewedCalls", folder);
  if (!renews) return undefined;
  return () => {
    const parts = readdirSync(folder).map(
      (name): Claims => JSON.parse(readFileSync(join(folder, name), "utf8")),
    );
    renewClaims(Object.assign({}, ...parts));
    rmSync(folder, { recursive: true });
  };
}
