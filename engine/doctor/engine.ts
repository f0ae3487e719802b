import type { Project } from "../project";
import { findEngine, missingPlugins, neededPlugins } from "../pulumi/find";
import type { Finding } from "./examine";

/** What the engine's way needs. */
export function engine(project: Project): Finding[] {
  const result = findEngine(project);
  if (!result.usable) {
    return [{ what: "Pulumi CLI", verdict: "lacks", found: result.reason, todo: result.fix }];
  }
  const { path, version } = result.engine;
  const missing = missingPlugins(path);
  return [
    { what: "Pulumi CLI", verdict: "good", found: `${version} at ${path}`, todo: "" },
    missing.length === 0
      ? {
          what: "providers",
          verdict: "good",
          found: neededPlugins.map((plugin) => `${plugin.name} ${plugin.version}`).join(", "),
          todo: "",
        }
      : {
          what: "providers",
          verdict: "lacks",
          found: `without ${missing.join(", ")}`,
          todo: `Run ${missing.map((plugin) => `\`pulumi plugin install resource ${plugin}\``).join(" and ")}, or let the first \`up\` do it.`,
        },
  ];
}
