import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drillSchema } from "../../../docs/build/schemas";
import { asPage } from "../../../drill/report/page";
import { plot } from "../../../drill/report/plot";
import { drillEvidence } from "../../../drill/report/schema";
import { asText } from "../../../drill/report/text";
import { findings, headline } from "../../../drill/report/words";
import { writeEvidence } from "../../../drill/report/write";
import { projectRoot } from "../../support/projectFiles";
import { temporaryFolder } from "../../support/temporaryFolder";
import { evidenceOf } from "../support/evidence";

const plain = (_style: string, text: string): string => text;
const entry = { client: "account-fr-par-service-1", n: 7, start: 1_795_698_010, said: "<b>25006</b>" };

describe("the evidence of a drill", () => {
  it("says in words what was reached and what was missed", () => {
    expect(headline(evidenceOf())).toBe("node-loss of account: every objective was reached.");
    const missed = {
      name: "acknowledged writes lost",
      unit: "writes",
      objective: 0,
      measured: 3,
      met: false,
    };
    const { verdict } = evidenceOf();
    const broken = evidenceOf({ met: false, objectives: [missed], verdict: { ...verdict, lost: 3 } });
    expect(headline(broken)).toBe(
      "node-loss of account: 1 of 1 objectives missed: acknowledged writes lost.",
    );
    expect(findings(broken)[0]).toBe("3 writes of 100 that were acknowledged are lost.");
    expect(asText(broken, plain)).toContain("3 writes: missed");
  });

  it.each([
    ["ghosts", { ghosts: 1 }, "1 write that the client was refused is there."],
    ["duplicated", { duplicated: 2 }, "2 writes there twice, 0 in another order."],
    ["foreign", { foreign: 1 }, "1 write in no ledger: sent while a client ended, or by nobody."],
    [
      "checksum",
      { checksum: { before: "a", after: "b" } },
      "What the load doesn't write has changed meanwhile",
    ],
  ])("tells of %s", (_name, change, said) => {
    const { verdict } = evidenceOf();
    const told = findings(evidenceOf({ verdict: { ...verdict, ...change } }));
    expect(told).toContainEqual(expect.stringContaining(said));
    expect(findings(evidenceOf())).not.toContainEqual(expect.stringContaining(said));
  });

  it("shows an outage as a gap on the terminal", () => {
    const [, , line = ""] = asText(evidenceOf(), plain).split("\n");
    expect(line).toBe(`acknowledged writes |${"█".repeat(10)}${" ".repeat(6)}${"█".repeat(4)}|`);
  });

  it("marks the fault at its time on the plot, and shades the outage", () => {
    const origin = Date.parse("2026-11-26T13:00:00.000Z") / 1000;
    const writes = { seconds: 6, from: origin + 10, to: origin + 16 };
    const { outages } = evidenceOf();
    const drawn = plot(evidenceOf({ outages: { ...outages, writes } }));
    const of = (name: string, attribute: string): number =>
      Number(new RegExp(`class="${name}"[^>]* ${attribute}="([\\d.]+)"`).exec(drawn)?.[1]);
    // 20 s on the 936 units between the margins.
    expect(of("fault", "x1")).toBeCloseTo(52 + 936 / 2, 0);
    expect([of("away", "x"), of("away", "width")]).toEqual([
      of("fault", "x1"),
      expect.closeTo((936 * 6) / 20, 0),
    ]);
    expect(plot(evidenceOf({ timeline: { widthSeconds: 1, buckets: [] } }))).toBe(
      "<p>No load was noted.</p>",
    );
  });

  it("escapes what hosts and clients said", () => {
    const { verdict } = evidenceOf();
    const page = asPage(
      evidenceOf({ verdict: { ...verdict, lost: 1, entries: { ...verdict.entries, lost: [entry] } } }),
      "digest",
    );
    expect(page).toContain("&lt;b&gt;25006&lt;/b&gt;");
    expect(page).not.toContain("<b>25006");
    expect(page).not.toMatch(/<script|https?:\/\//);
  });

  it("is written whole, for its owner, and the page names the JSON's digest", () => {
    const folder = temporaryFolder();
    const { json, html } = writeEvidence(folder, evidenceOf());
    expect(readdirSync(folder).sort()).toEqual([
      "node-loss-account-20261126T130000Z.html",
      "node-loss-account-20261126T130000Z.json",
      "node-loss-account-20261126T130000Z.sha256",
    ]);
    const text = readFileSync(json, "utf8");
    expect(drillEvidence.parse(JSON.parse(text))).toEqual(evidenceOf());
    expect(readFileSync(html, "utf8")).toContain(createHash("sha256").update(text).digest("hex"));
    expect(statSync(json).mode & 0o777).toBe(0o600);
  });

  it("has a published schema, which `npm run docs` writes", () => {
    const published = join(projectRoot, "docs/schemas/drill.schema.json");
    expect(readFileSync(published, "utf8")).toBe(drillSchema());
  });

  it("is refused where it is not what the schema says, and nothing is written", () => {
    const folder = temporaryFolder();
    expect(() => writeEvidence(folder, evidenceOf({ startedAt: "yesterday" }))).toThrow(/startedAt/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
