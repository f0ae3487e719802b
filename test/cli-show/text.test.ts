import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderText } from "../../cli/show";
import { buildView } from "../../cli/show/build/stackView";
import { prodAccount, setting } from "./account";
import { arbitraryAccount } from "./arbitraryAccount";

const prod = buildView(prodAccount(), setting);

describe("the text", () => {
  it("is no wider than the terminal, whatever the account and the terminal", () => {
    fc.assert(
      fc.property(arbitraryAccount(), fc.integer({ min: 24, max: 160 }), (account, width) => {
        const text = renderText(buildView(account, setting), { colour: false, width });
        expect(text.split("\n").filter((line) => [...line].length > width)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("shows names, states, addresses, encryption, firewalls and costs in 100 columns", () => {
    const text = renderText(prod, { colour: false, width: 100 });
    expect(text).toMatch(/^ {4}NAME +STATE +TYPE +ADDRESSES +VOLUME +ENCRYPTED +FIREWALL +A MONTH$/m);
    expect(text).toMatch(
      /^ {4}data-1 +running +Dedicated 16GB +10\.65\.1\.11 +200 GB +disk, volume +data +\$164\.00$/m,
    );
    expect(text).toMatch(/^account {2}log-in accounts of customers' agents +\$781\.92 a month$/m);
    expect(text).toMatch(
      /^ {2}fr-par {2}Paris, FR {2}● active {2}VPC account-fr-par 10\.65\.1\.0\/24 +\$390\.96$/m,
    );
    expect(text).toMatch(/^all classes +\$[\d,.]+ +\$[\d,.]+ +\$3,778\.60$/m);
  });

  it("has a line for every node at any width", () => {
    const nodes = prod.enclaves.flatMap(({ regions }) => regions.flatMap((region) => region.nodes)).length;
    for (const width of [30, 60, 100, 200]) {
      const lines = renderText(prod, { colour: false, width }).split("\n");
      expect(lines.filter((line) => /^ {4}(data|edge|gateway)/.test(line))).toHaveLength(nodes);
    }
  });

  it("ends with the warnings, the gravest first", () => {
    const account = prodAccount();
    const [first, ...others] = account.instances;
    if (first === undefined) throw new Error("prod has no instance");
    const view = buildView(
      { ...account, instances: [{ ...first, status: "offline" }, ...others], gaps: ["A gap."] },
      setting,
    );
    const tail = renderText(view, { colour: false, width: 100 }).split("Warnings: ")[1] ?? "";
    expect(tail).toMatch(/^1 critical, 1 attention\n {2}critical: Node account-fr-par-gateway is offline:/);
  });

  it("says of what day the local cloud's prices are", () => {
    expect(renderText(prod, { colour: false, width: 100 })).toContain(
      "recorded for the local cloud: /linode/types\n2024-07;",
    );
  });

  it("is the same with colours but for the colours", () => {
    const coloured = renderText(prod, { colour: true, width: 100 });
    const codes = new RegExp(`${"\u001b"}\\[\\d+m`, "g");
    expect(coloured.replace(codes, "")).toBe(renderText(prod, { colour: false, width: 100 }));
    expect(coloured).toContain("\u001b[32mrunning");
  });
});
