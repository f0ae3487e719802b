import { isObject, type JsonObject, leaves } from "./json";

/** What names things: ids, and the texts that the platform made up. */
export type Name = string | number;

/** Keys whose numbers are ids. */
export function isIdKey(key: string | number | undefined): boolean {
  return (
    typeof key === "string" && /(^|_)ids?$|^(linodes|nodebalancers|disks|volumes|configs|domains)$/.test(key)
  );
}

/** Whether a number at the end of these keys is an id: named so itself, or part of something that is. */
export function isIdPath(path: readonly (string | number)[]): boolean {
  const keys = path.filter(
    (part): part is string => typeof part === "string" && part !== "" && !part.startsWith("+"),
  );
  const last = keys.at(-1) ?? "";
  return isIdKey(last.slice(last.lastIndexOf(".") + 1)) || keys.some((key) => key.endsWith("_ids"));
}

/**
 * Which recorded name stands for which one here. Recordings are sanitised, so that one recorded name may stand for
 * several things: each keeps all of its meanings, newest first.
 */
export class Names {
  private meanings = new Map<Name, Name[]>();
  private taken = new Map<Name, Name>();
  /** Recorded names of things that nobody in the conversation made. */
  readonly foreign = new Set<Name>();

  /** Notes that a recorded name stands for one here; in passing, a known meaning keeps its place. */
  learn(recorded: Name, here: Name, passing = false): void {
    const known = this.meanings.get(recorded) ?? [];
    this.taken.set(here, recorded);
    if (passing && known.includes(here)) return;
    this.meanings.set(recorded, [here, ...known.filter((one) => one !== here)]);
  }

  /** What a recorded name may stand for, newest first. */
  meaningsOf(recorded: Name): readonly Name[] {
    return this.meanings.get(recorded) ?? [];
  }

  /** Whether two names may be the same thing: undefined if nothing is known about either. */
  same(recorded: Name, here: Name): boolean | undefined {
    const known = this.meanings.get(recorded);
    if (known !== undefined) return known.includes(here);
    return this.taken.has(here) ? false : undefined;
  }

  /**
   * Learns from an answer and its counterpart, whose lists have been brought into the same order. A list of everything
   * doesn't tell which of its things is meant next.
   */
  learnAll(recorded: unknown, here: unknown): void {
    const passing = isObject(recorded) && Array.isArray(recorded.data);
    for (const { path, value } of leaves(recorded)) {
      const other = at(here, path);
      const key = [...path].reverse().find((part) => typeof part === "string");
      if (typeof value === "number" && typeof other === "number" && isIdPath(path)) {
        this.learn(value, other, passing);
      }
      if (
        typeof value === "string" &&
        typeof other === "string" &&
        value !== other &&
        isNameText(value, key)
      ) {
        this.learn(value, other, passing);
        // An address may come back without its prefix or port.
        const [bare, hereBare] = [value, other].map((text) => text.replace(/[/:]\d+$/, ""));
        if (bare !== undefined && hereBare !== undefined && bare !== value && hereBare !== other) {
          this.learn(bare, hereBare, passing);
        }
      }
    }
  }
}

/** Texts that say when or how far are no names. */
function isNameText(value: string, key: string | number | undefined): boolean {
  if (/^\d{4}-\d\d-\d\dT/.test(value) || value === "") return false;
  return !["message", "reason", "status", "rate", "time_remaining", "username", "capabilities"].includes(
    String(key),
  );
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  let found = value;
  for (const part of path) {
    if (Array.isArray(found)) found = found[Number(part)];
    else if (isObject(found)) found = (found as JsonObject)[part];
    else return undefined;
  }
  return found;
}
