import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

import { type HostFile, hostFile } from "./hostFile";

/** The tree of files that no setting changes: below each part, the host's own paths. */
export const filesFolder = join(__dirname, "files");

/** Modes of files that not everybody may read. What begins with `#!` may be run; all else is 0644. */
const modes: readonly (readonly [path: RegExp, mode: string])[] = [
  [/^\/etc\/sudoers\.d\//, "0440"],
  [/^\/etc\/audit\//, "0600"],
  [/^\/etc\/aide\.conf$/, "0640"],
  [/^\/etc\/ssh\/sshd_config\.d\//, "0600"],
];

const kept = new Map<string, readonly HostFile[]>();

/** The files of one part in the order of their paths; none for a part without a folder. Read once. */
export function staticFiles(part: string): readonly HostFile[] {
  const known = kept.get(part);
  if (known !== undefined) return known;
  const folder = join(filesFolder, part);
  const names = existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .sort()
    : [];
  const files = names.map((name) => {
    const path = `/${name}`;
    const content = readFileSync(join(folder, name), "utf8");
    const mode = modes.find(([pattern]) => pattern.test(path))?.[1];
    return hostFile(part, path, content, mode ?? (content.startsWith("#!") ? "0755" : "0644"));
  });
  kept.set(part, files);
  return files;
}
