/** How the engine marks a string that it does not know at preview (a published constant of its protocol). */
export const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A copy of a bag with an unknown value at a path such as `interfaces[].purpose`. */
export function withUnknownAt(bag: Readonly<Record<string, unknown>>, path: string): Record<string, unknown> {
  return withValueAt(bag, path, unknownString);
}

/** A copy of a bag with another value at a path. */
export function withValueAt(
  bag: Readonly<Record<string, unknown>>,
  path: string,
  value: unknown,
): Record<string, unknown> {
  return setAt(bag, path.split(/\.|(?=\[\])/), value) as Record<string, unknown>;
}

function setAt(value: unknown, [head, ...rest]: readonly string[], replacement: unknown): unknown {
  if (head === undefined) {
    return replacement;
  }
  if (head === "[]") {
    const [first, ...others] = Array.isArray(value) ? value : [];
    return [setAt(first, rest, replacement), ...others];
  }
  const record = typeof value === "object" && value !== null ? value : {};
  return { ...record, [head]: setAt(Reflect.get(record, head), rest, replacement) };
}

/** The path of every leaf in a bag, lists by their first item: `tags[]`, `interfaces[].ipv4.vpc`. */
export function leavesOf(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [path] : leavesOf(value[0], `${path}[]`);
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      leavesOf(item, path === "" ? key : `${path}.${key}`),
    );
  }
  return [path];
}
