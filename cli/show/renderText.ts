import { escapeTerminal, money, sumOfMoney } from "./format";
import { publishedNames } from "./names";
import { priceSources } from "./priceSources";
import { type Meaning, type Paint, painter } from "./text/paint";
import { columns, rowsOf } from "./text/rows";
import { fold, lengthOf, sections, table } from "./text/table";
import type { EnclaveView, RegionView, StackView, Warning } from "./view";

/** How to write for the terminal at hand. */
export interface TextOptions {
  /** Whether to use ANSI colours. */
  readonly colour: boolean;
  /** Characters in a line; no line is longer. */
  readonly width: number;
}

/** The stack as text: a table for each enclave with its regions, the cost, the warnings last. */
export function renderText(view: StackView, { colour, width }: TextOptions): string {
  const paint = painter(colour);
  const room = Math.max(24, width);
  const wrapped = (text: string, meaning: Meaning | null = null, indent = ""): string[] =>
    fold(escapeTerminal(text), room - indent.length).map((line) => indent + paint(meaning, line));
  const where = `${view.api.local ? "Local cloud" : "Linode"} at ${view.api.url}, read ${view.readAt.replace("T", " ").replace(/\.\d+Z$/, " UTC")}`;
  return [
    ...wrapped(view.stack === null ? "Stack" : `Stack ${view.stack}`, "strong"),
    ...wrapped(where, "quiet"),
    ...(view.enclaves.length === 0 ? ["", ...wrapped("There is nothing in this account.")] : []),
    ...view.enclaves.flatMap((enclave) => ["", ...enclaveText(enclave, room, paint)]),
    "",
    ...costText(view, room, paint),
    ...wrapped(priceSources(view), "quiet"),
    "",
    ...warningText(view.warnings, wrapped),
    "",
  ].join("\n");
}

/** Left and right in one line, or below each other where they don't fit. */
function spread(
  left: readonly (readonly [Meaning | null, string])[],
  right: string,
  room: number,
  paint: Paint,
): string[] {
  const parts = left
    .filter(([, text]) => text !== "")
    .map(([meaning, text]) => [meaning, escapeTerminal(text)] as const);
  const length = parts.reduce((total, [, text]) => total + lengthOf(text) + 2, -2);
  const space = room - length - lengthOf(right);
  if (space >= 2)
    return [
      parts.map(([meaning, text]) => paint(meaning, text)).join("  ") +
        " ".repeat(space) +
        paint("strong", right),
    ];
  return [
    ...parts.flatMap(([meaning, text]) => fold(text, room).map((line) => paint(meaning, line))),
    ...fold(right, room).map((line) => paint("strong", line)),
  ];
}

function enclaveText(enclave: EnclaveView, room: number, paint: Paint): string[] {
  const { dataClass, holds, active, zones, regions, firewalls, cost } = enclave;
  const facts = [
    ...(dataClass === null ? ["no data class, or more than one"] : [`active: ${active?.region ?? "–"}`]),
    ...(dataClass === null ? [] : publishedNames(zones)),
    ...(dataClass === null ? firewalls.map(({ name }) => `firewall ${name}`) : []),
    ...(dataClass === null ? zones.map(({ domain }) => `zone ${domain}`) : []),
  ];
  const rows = sections(
    columns,
    regions.map((region) => rowsOf(region, dataClass)),
    room - 4,
    paint,
  );
  return [
    ...spread(
      [
        [dataClass === null ? "bad" : "strong", dataClass ?? "unattributed"],
        ["quiet", holds ?? ""],
      ],
      `${sumOfMoney(cost)} a month`,
      room,
      paint,
    ),
    ...fold(escapeTerminal(facts.join(" · ")), room).map((line) => paint("quiet", line)),
    ...rows.head.map((line) => `    ${line}`),
    ...regions.flatMap((region, index) => [
      ...regionHead(region, room - 2, paint).map((line) => `  ${line}`),
      ...(rows.bodies[index] ?? []).map((line) => `    ${line}`),
    ]),
  ];
}

function regionHead(region: RegionView, room: number, paint: Paint): string[] {
  const networks = region.networks.map(
    ({ name, subnets }) => `VPC ${name} ${subnets.map(({ cidr }) => cidr).join(", ")}`,
  );
  const state: [Meaning | null, string] =
    region.active === null ? [null, ""] : region.active ? ["good", "● active"] : [null, "○ standby"];
  const left = [
    ["strong", region.region],
    ["quiet", region.label ?? ""],
    state,
    ["quiet", networks.join("; ")],
  ] as const;
  return spread(left, sumOfMoney(region.cost), room, paint);
}

function costText({ cost, enclaves, accountCosts }: StackView, room: number, paint: Paint): string[] {
  const regions = cost.byRegion.map(({ name }) => name);
  const rows = enclaves.map(({ dataClass, regions: own, cost: total }) => [
    { lines: [dataClass ?? "unattributed"] },
    ...regions.map((name) => {
      const region = own.find((one) => one.region === name);
      return { lines: [region === undefined ? "–" : sumOfMoney(region.cost)] };
    }),
    { lines: [sumOfMoney(total)] },
  ]);
  const sums = cost.byRegion.map((one) => ({ lines: [sumOfMoney(one.cost)] }));
  const all = [
    { lines: ["all classes"] },
    ...sums,
    { lines: [sumOfMoney(cost.total)], meaning: "strong" as const },
  ];
  const account = accountCosts.map(({ item, monthly }) => [
    { lines: fold(item, 34) },
    ...regions.map(() => ({ lines: [""] })),
    { lines: [monthly === null ? "no price" : money(monthly)] },
  ]);
  const head = [
    { title: "COST", rank: 0 },
    ...regions.map((name, index) => ({ title: name, rank: index + 1, right: true })),
    { title: "A MONTH", rank: 0, right: true },
  ];
  return table(head, [...rows, ...account, all], room, paint);
}

const meanings: Readonly<Record<Warning["severity"], Meaning>> = {
  critical: "bad",
  attention: "attention",
  note: "quiet",
};

function warningText(
  warnings: readonly Warning[],
  wrapped: (text: string, meaning?: Meaning | null, indent?: string) => string[],
): string[] {
  if (warnings.length === 0) return wrapped("No warnings.", "good");
  const count = (severity: Warning["severity"]) => warnings.filter((one) => one.severity === severity).length;
  const said = (["critical", "attention", "note"] as const)
    .filter((severity) => count(severity) > 0)
    .map((severity) => `${count(severity)} ${severity}`);
  return [
    ...wrapped(`Warnings: ${said.join(", ")}`, "strong"),
    ...warnings.flatMap(({ severity, message }) =>
      wrapped(`${severity}: ${message}`, meanings[severity], "  "),
    ),
  ];
}
