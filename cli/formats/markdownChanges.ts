import type { Change, Comparison, ReportedPath } from "../preview/schema";
import type { Section } from "./fit";
import { code, prose, text } from "./safeMarkdown";
import { changesInWords, count, typeName } from "./words";

const signs = { created: "🟢 created", changed: "🟡 changed", removed: "🔴 removed" } as const;
/** More details of one resource would hide the others. */
const mostDetails = 12;
/** Up to so many rows are shown at once; more are folded. */
const unfolded = 12;

/** One section for each class and region that something becomes different in. */
export function changeSections(comparison: Comparison, cut: Section["cut"]): Section[] {
  const enclaves = new Map<string, Change[]>();
  for (const change of comparison.changes) {
    const key = JSON.stringify([change.dataClass, change.region]);
    enclaves.set(key, [...(enclaves.get(key) ?? []), change]);
  }
  const open = comparison.changes.length <= unfolded ? " open" : "";
  return [...enclaves.values()].map((changes, index) => {
    const [first] = changes;
    const names = [first?.dataClass ?? "no class", first?.region ?? "no region"].map(text).join(", ");
    return {
      head: [
        ...(index === 0 ? ["", "### Changes"] : []),
        "",
        `<details${open}><summary><b>${names}</b>: ${changesInWords(changes)}</summary>`,
        "",
        "| | resource | what differs |",
        "|---|---|---|",
      ],
      rows: [...alike(changes).values()].map(row),
      tail: ["", "</details>"],
      cut,
    };
  });
}

/** Resources of one type to which the same happens share a row. */
function alike(changes: readonly Change[]): Map<string, Change[]> {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const { action, type, protect, properties, rules } = change;
    const key = JSON.stringify([action, type, protect, properties, rules]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return groups;
}

function row(changes: readonly Change[]): string {
  const [change] = changes;
  if (change === undefined) {
    return "";
  }
  const names = changes.map(({ name }) => code(name)).join("<br>");
  const mark = change.action === "removed" && change.protect ? "<br>🔒 protected" : "";
  return `| ${signs[change.action]}${mark} | ${text(typeName(change.type))}<br>${names} | ${details(change)} |`;
}

function details({ action, properties, rules }: Change): string {
  const all = [
    ...(action === "changed"
      ? properties.map(({ path, before, after }) => `${code(path)}: ${value(before)} → ${value(after)}`)
      : []),
    ...rules.map(({ direction, sign, rule }) => `${sign === "+" ? "➕" : "➖"} ${direction} ${code(rule)}`),
  ];
  const more = all.length - mostDetails;
  return [...all.slice(0, mostDetails), ...(more > 0 ? [`… and ${more} more`] : [])].join("<br>");
}

function value(shown: string | null): string {
  return shown === null ? "<i>none</i>" : code(shown);
}

/** Paths through the network that are new or gone. */
export function pathSection(
  paths: { readonly added: readonly ReportedPath[]; readonly lost: readonly ReportedPath[] },
  cut: Section["cut"],
): Section | undefined {
  const row =
    (sign: string) =>
    ({ from, to, service, via }: ReportedPath): string =>
      `| ${sign} | ${prose(from)} | ${prose(to)} | ${code(service)} | ${via.map(prose).join(" → ")} |`;
  return paths.added.length + paths.lost.length === 0
    ? undefined
    : {
        head: [
          "",
          `### Network paths: ${count(paths.added.length, "new", "new")}, ${paths.lost.length} lost`,
          "",
          "Who can open a connection to whom, by all firewalls, networks, balancers and tunnels together.",
          "",
          "| | from | to | service | through |",
          "|---|---|---|---|---|",
        ],
        rows: [...paths.added.map(row("➕ new")), ...paths.lost.map(row("➖ lost"))],
        tail: [],
        cut,
      };
}
