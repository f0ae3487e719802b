import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { Project } from "../project";

/** The oldest CLI whose policy protocol and `--config-file` behave as this project needs. */
export const oldestVersion = "3.200.0";

/** The providers that the program uses, as pinned in package.json. */
export const neededPlugins = [
  { name: "linode", version: "5.1.1" },
  { name: "random", version: "4.21.2" },
] as const;

/** A Pulumi CLI that runs and is new enough. */
export interface EngineInstallation {
  readonly path: string;
  readonly version: string;
  /** True when every provider is installed in the right version, so that none need be downloaded. */
  readonly hasPlugins: boolean;
}

export type FindResult =
  | { readonly usable: true; readonly engine: EngineInstallation }
  | { readonly usable: false; readonly reason: string; readonly fix: string };

/**
 * Looks for a Pulumi CLI: on PATH, in `$PULUMI_HOME/bin`, in `~/.pulumi/bin`, in the project's `node_modules` (the npm
 * package `pulumi`). Never assumes that one is there: it must run, be new enough, and have the providers.
 */
export function findEngine(project: Project): FindResult {
  const seen: string[] = [];
  for (const path of candidates(project)) {
    const version = versionOf(path);
    if (version === undefined) {
      seen.push(`${path} does not run`);
    } else if (!isAtLeast(version, oldestVersion)) {
      seen.push(`${path} is version ${version}, and ${oldestVersion} or newer is needed`);
    } else {
      return withPlugins(path, version);
    }
  }
  return {
    usable: false,
    reason: seen.length === 0 ? "there is no Pulumi CLI on this machine." : `${seen.join("; ")}.`,
    fix: "Install the Pulumi CLI (see its documentation, or `npm install pulumi`), or use --engine offline.",
  };
}

function withPlugins(path: string, version: string): FindResult {
  const missing = missingPlugins(path);
  if (missing.length > 0 && (process.env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION ?? "") !== "") {
    return {
      usable: false,
      reason: `the Pulumi CLI ${version} lacks ${missing.join(" and ")}, and may not download them.`,
      fix: `Run ${missing.map((plugin) => `\`pulumi plugin install resource ${plugin}\``).join(" and ")}.`,
    };
  }
  return { usable: true, engine: { path, version, hasPlugins: missing.length === 0 } };
}

function candidates(project: Project): string[] {
  const name = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  const folders = [
    ...(process.env.PATH ?? "")
      .split(delimiter)
      .filter((folder) => folder !== "" && !folder.includes("node_modules")),
    ...(process.env.PULUMI_HOME === undefined ? [] : [join(process.env.PULUMI_HOME, "bin")]),
    join(homedir(), ".pulumi", "bin"),
    join(project.root, "node_modules", ".bin"),
  ];
  return [...new Set(folders.map((folder) => join(folder, name)))].filter(existsSync);
}

function versionOf(path: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+\S*)/.exec(run(path, ["version"]) ?? "")?.[1];
}

/** Providers that are not installed in the version that the program pins, as `name version`. */
export function missingPlugins(path: string): string[] {
  const listed = parse(run(path, ["plugin", "ls", "--json"]) ?? "[]");
  return neededPlugins
    .filter(
      ({ name, version }) => !listed.some((plugin) => plugin.name === name && plugin.version === version),
    )
    .map(({ name, version }) => `${name} ${version}`);
}

function parse(text: string): readonly { readonly name?: string; readonly version?: string }[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function run(path: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(path, args, {
      encoding: "utf8",
      timeout: 20_000,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    }).trim();
  } catch {
    return undefined;
  }
}

/** Compares `1.2.3` with `1.2.3`; a suffix such as `-alpha` does not count. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [a, b] = [version, oldest].map((text) => text.split(/[-+]/)[0]?.split(".").map(Number) ?? []);
  for (let index = 0; index < 3; index++) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}
