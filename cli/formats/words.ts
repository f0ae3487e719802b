import { nameOf } from "../../engine/offline/urn";
import type { Preview } from "../../engine/preview";

/** `1 resource`, `2 resources`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** A type as people say it: `linode Volume` for `linode:index/volume:Volume`. */
export function typeName(type: string): string {
  const parts = type.split(":");
  return `${parts[0]} ${parts.at(-1)}`;
}

/** How many resources there are of each type, commonest first; components and providers left out. */
export function byType(preview: Preview): [string, number][] {
  const counts = new Map<string, number>();
  for (const resource of preview.resources) {
    if (resource.custom && !resource.type.startsWith("pulumi:")) {
      counts.set(typeName(resource.type), (counts.get(typeName(resource.type)) ?? 0) + 1);
    }
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
}

/** The resource of a violation as people say it. */
export function subject(urn: string): string {
  const type = (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
  return type === "pulumi:pulumi:Stack" ? "the stack as a whole" : `${nameOf(urn)} (${typeName(type)})`;
}

/** In one line: how the program was run, and the verdict. */
export function headline(preview: Preview): string {
  const failing = preview.verdict.violations.filter((violation) => violation.fails).length;
  return preview.verdict.compliant
    ? `Stack ${preview.stack} is compliant.`
    : `Stack ${preview.stack} is not compliant: ${count(failing, "violation")}.`;
}
