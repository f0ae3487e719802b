import type { HostFile } from "./hostFile";

/** Why a file is on a host. */
export interface Purpose {
  /** IDs of controls: `CM-5`. */
  readonly controls: readonly string[];
  /** A sentence. */
  readonly text: string;
}

/** Files that have no room for a comment, by how their paths begin. */
const silent: readonly (readonly [path: string, purpose: string])[] = [
  ["/etc/issue.net", "CM-5: the banner that is shown before anyone logs in."],
  ["/etc/ssh/people/", "AC-1, AC-2: the keys of one person, which the person can't change."],
  ["/etc/ssh/authorities", "AC-1, AC-2: who may issue certificates for people."],
  ["/etc/bastide/logs.json", "CM-4, DC-8: where this host's log goes, and whose logs it takes."],
  ["/etc/tinyproxy/names", "NW-4: the names that may be reached through the proxy."],
];

/**
 * Which controls a file serves and how, as its own first comment says: `# CM-5, AC-1: SSH for people …`.
 *
 * @throws Error for a file that does not say
 */
export function purposeOf({ path, content }: HostFile): Purpose {
  const comment = /^(?:#!.*\n)?(?:#|\/\/) (.+)\n((?:(?:#|\/\/) (?!shellcheck)[a-z].+\n)*)/.exec(content);
  const said =
    silent.find(([beginning]) => path.startsWith(beginning))?.[1] ??
    [comment?.[1], ...(comment?.[2] ?? "").split("\n").map((line) => line.slice(2))].join(" ").trim();
  const [, controls, text] = /^((?:[A-Z]{2}-\d+, )*[A-Z]{2}-\d+): (.+)$/.exec(said) ?? [];
  if (controls === undefined || text === undefined)
    throw new Error(`${path} does not say which controls it serves: begin it with \`# CM-1: why\`.`);
  return { controls: controls.split(", "), text: text.slice(0, 1).toUpperCase() + text.slice(1) };
}
