import type { PolicyResourceOptions } from "@pulumi/policy";

/** The options that the engine sends when a program sets none. */
export function optionsOf(protect: boolean): PolicyResourceOptions {
  const customTimeouts = { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 };
  return { protect, ignoreChanges: [], aliases: [], customTimeouts, additionalSecretOutputs: [] };
}
