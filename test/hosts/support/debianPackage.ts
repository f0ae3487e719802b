import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { aptMirror } from "../../../local-cloud/hosts/aptMirror";
import { cacheFolder } from "../../../local-cloud/hosts/folders";

/** Packages are fetched by the runs that boot hosts; every other run takes what is there. */
const mayFetch = process.env.BASTIDE_HOSTS === "all";

const folderOf = (name: string, suite: string): string => join(cacheFolder(), "packages", `${name}-${suite}`);

/** Why a package can't be had in this run, for the name of a skipped test; empty where it is there or may be fetched. */
export const noPackage = (name: string, suite: string): string =>
  mayFetch || existsSync(folderOf(name, suite))
    ? ""
    : `${name} is not in the cache; npm run test:hosts fetches it`;

/**
 * The folder with the files of a Debian package that no host has: fetched once by apt, with lists of its own and Debian's signatures, from
 * where this machine's apt gets Debian.
 * @param suite Which Debian: `trixie`, `sid`.
 * @throws Error that says why it can't be had
 */
export async function debianPackage(name: string, suite: string): Promise<string> {
  const folder = folderOf(name, suite);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  try {
    await fetch(draft, name, suite);
    renameSync(join(draft, "root"), folder);
    return folder;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`${name} of Debian ${suite} can't be fetched: ${said}`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function fetch(draft: string, name: string, suite: string): Promise<void> {
  const { debian, proxy } = await aptMirror();
  for (const part of ["lists/partial", "cache/archives/partial", "root"])
    mkdirSync(join(draft, part), { recursive: true });
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(join(draft, "sources.list"), `deb [signed-by=${keyring}] ${debian} ${suite} main\n`);
  const settings = {
    "Dir::Etc::SourceList": join(draft, "sources.list"),
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::Etc::Preferences": "/dev/null",
    "Dir::State::Lists": join(draft, "lists"),
    "Dir::Cache": join(draft, "cache"),
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
    ...(proxy === undefined ? {} : { "Acquire::http::Proxy": proxy }),
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  step(draft, ["apt-get", ...options, "update", "-qq"]);
  step(draft, ["apt-get", ...options, "download", "-qq", name]);
  step(draft, ["sh", "-c", "dpkg -x ./*.deb root"]);
}

function step(cwd: string, [program = "", ...args]: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8", timeout: 120_000 });
  if (status !== 0) throw new Error(error?.message ?? stderr.trim().split("\n").at(-1) ?? program);
}
