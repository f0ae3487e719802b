import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { type Cassette, parseCassette } from "./cassette";

const variable = "LINODE_RECORDED_DIR";

/** The cassettes of a folder, and what couldn't be read of it. */
export interface Reading {
  cassettes: readonly Cassette[];
  /** `TestVPC_List: it is not YAML: …, line 3` */
  problems: readonly string[];
}

/**
 * The folder with the cassettes: that of `LINODE_RECORDED_DIR`, where it is relative from where the command was typed, or
 * else from here.
 */
export function recordedFolder(): string {
  const named = process.env[variable]?.trim() ?? "";
  if (named === "") return join(__dirname, "..", "..", "..", "shared", "linode", "recorded");
  if (isAbsolute(named)) return named;
  // npm goes to the project's root first.
  const typed = resolve(process.env.INIT_CWD ?? process.cwd(), named);
  return existsSync(typed) ? typed : resolve(named);
}

/** Why there is nothing to replay in a folder; undefined if there is something. */
export function whyNothing(folder: string): string | undefined {
  const mend = `Name a folder with cassettes of linodego's tests in ${variable}.`;
  if (!existsSync(folder)) return `There is no folder ${folder}. ${mend}`;
  if (!statSync(folder).isDirectory()) return `${folder} is not a folder. ${mend}`;
  if (listCassettes(folder).length === 0) return `${folder} has no cassette: no file named *.yaml. ${mend}`;
  return undefined;
}

/** The files of a folder and the folders below that may be cassettes, sorted, without `.yaml`: `vpc/TestVPC_List`. */
export function listCassettes(folder: string): string[] {
  return filesIn(folder).map(nameOf);
}

/** Reads one cassette; throws with the file's name if it isn't one. */
export function readCassette(folder: string, name: string): Cassette {
  const file = [`${name}.yaml`, `${name}.yml`].map((one) => join(folder, one)).find((one) => existsSync(one));
  if (file === undefined) throw new Error(`${folder} has no cassette named ${name}.`);
  try {
    return parseCassette(name, readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`);
  }
}

/** Reads all cassettes of a folder; what can't be read is left out, and told. */
export function readCassettes(folder: string): Reading {
  const cassettes: Cassette[] = [];
  const problems: string[] = [];
  for (const file of filesIn(folder)) {
    const name = nameOf(file);
    try {
      const cassette = parseCassette(name, readFileSync(join(folder, file), "utf8"));
      cassettes.push(cassette);
      problems.push(...cassette.problems.map((one) => `${name}, ${one}`));
    } catch (error) {
      problems.push(`${file}: ${reasonOf(error)}`);
    }
  }
  return { cassettes, problems };
}

function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const isFile = (file: string): boolean =>
    statSync(join(folder, file), { throwIfNoEntry: false })?.isFile() === true;
  return files.filter((file) => /\.ya?ml$/.test(file) && isFile(file)).sort();
}

function nameOf(file: string): string {
  return file.replace(/\.ya?ml$/, "");
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
