import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { UserError } from "./errors";

/** A Pulumi project on this machine. */
export interface Project {
  /** The folder of `Pulumi.yaml`. */
  readonly root: string;
  /** The project's name, as in every URN. */
  readonly name: string;
  /** The file that the engine would run, absolute. */
  readonly entry: string;
  /** Defaults for every stack, from `Pulumi.yaml`. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** The stack's name becomes part of paths, URNs and labels, so it is held to what is safe in all of them. */
const stackName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;

/** Reads the project that contains `start`. Throws a `UserError` when there is none, or it can't be read. */
export function loadProject(start: string): Project {
  const root = findRoot(resolve(start));
  const file = join(root, "Pulumi.yaml");
  const read: unknown = parse(readFileSync(file, "utf8"));
  if (typeof read !== "object" || read === null || !("name" in read) || typeof read.name !== "string") {
    throw new UserError(`${file} names no project.`, "Add a line `name: …` to it.");
  }
  const main = "main" in read && typeof read.main === "string" ? read.main : ".";
  const config =
    "config" in read && typeof read.config === "object" && read.config !== null ? read.config : {};
  return { root, name: read.name, entry: resolve(root, main), config: { ...config } };
}

function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) {
      return folder;
    }
    if (folder === dirname(folder)) {
      throw new UserError(
        `There is no Pulumi.yaml in ${start} or above it.`,
        "Run the command in a checkout of the project.",
      );
    }
  }
}

/** The folder that the engine makes the program's working directory: that of its entry. */
export function workingDirectory(project: Project): string {
  return existsSync(project.entry) && statSync(project.entry).isDirectory()
    ? project.entry
    : dirname(project.entry);
}

/** The names of the stacks that have a configuration file, sorted. */
export function listStacks(project: Project): string[] {
  return readdirSync(project.root)
    .map((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(basename(file))?.[1])
    .filter((name): name is string => name !== undefined)
    .sort();
}

/** The path of a stack's configuration file. Throws a `UserError` that lists the stacks when there is none. */
export function stackFile(project: Project, stack: string): string {
  if (!stackName.test(stack)) {
    throw new UserError(`"${stack}" can't be a stack's name.`, "Use letters, digits, `-`, `_` and `.`.");
  }
  const file = join(project.root, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) {
    const known = listStacks(project);
    throw new UserError(
      `There is no stack "${stack}": ${file} does not exist.`,
      known.length === 0
        ? `Write that file; docs/ has a guide.`
        : `The stacks here are ${known.join(", ")}. Choose one with --stack, or write that file.`,
    );
  }
  return file;
}

/** Where everything about a stack on this machine is kept; not in the repository. */
export function stackFolder(project: Project, stack: string): string {
  return join(project.root, ".bastide", stack);
}
