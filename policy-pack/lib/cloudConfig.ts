/**
 * Reads as much of a cloud-init configuration as the baseline needs: keys at the margin, lists of words and files, in YAML's block
 * style. A YAML parser would cost a preview 0.1 s to 0.4 s; what is written in another style is not seen, and so refused.
 */

/** The lines of one key at the margin; empty when it is missing, and also when it is there twice, since one of them would win. */
function sectionOf(config: string, key: string): readonly string[] {
  const lines = config.split("\n");
  const margin = new RegExp(`^["']?${key}["']?\\s*:`);
  const starts = lines.flatMap((line, index) => (margin.test(line) ? [index] : []));
  const [start] = starts;
  if (start === undefined || starts.length > 1) {
    return [];
  }
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^[^\s#-]/.test(line));
  return [lines[start] ?? "", ...(end === -1 ? rest : rest.slice(0, end))];
}

/** A configuration without one key at the margin. */
export function without(config: string, key: string): string {
  return config.replace(sectionOf(config, key).join("\n"), "");
}

/** Whether a key at the margin is there once and has this value. */
export function isOn(config: string, key: string, value: string): boolean {
  const [line = "", ...rest] = sectionOf(config, key);
  return (
    line.trim() === `${key}: ${value}` &&
    rest.every((text) => text.trim() === "" || text.trim().startsWith("#"))
  );
}

/** The words of a list such as `packages`. */
export function listIn(config: string, key: string): readonly string[] {
  return sectionOf(config, key).flatMap((line) => /^\s*- ["']?([\w.+-]+)["']?\s*$/.exec(line)?.[1] ?? []);
}

/** The text of all files of `write_files` whose path matches, one after the other. */
export function fileIn(config: string, path: RegExp): string {
  const lines = sectionOf(config, "write_files");
  const found: string[] = [];
  let indent = -1;
  let isWanted = false;
  for (const line of lines) {
    const item = /^(\s*)- /.exec(line);
    if (item && (indent === -1 || item[1]?.length === indent)) {
      indent = item[1]?.length ?? 0;
      isWanted = false;
    }
    const named = /^\s*(?:- )?path:\s*["']?([^"'\s]+)["']?\s*$/.exec(line)?.[1];
    if (named !== undefined && line.search(/path:/) <= indent + 2) {
      isWanted = path.test(named);
    } else if (isWanted) {
      found.push(line);
    }
  }
  return found.join("\n");
}
