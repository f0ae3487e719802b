import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { asMarkdown, failureAsMarkdown } from "../../cli/formats/markdown";
import { code, prose, text } from "../../cli/formats/safeMarkdown";
import { changesBetween } from "../../cli/preview/changes";
import type { Comparison, PreviewReport } from "../../cli/preview/schema";
import { policyOf, reportOf, resourceOf, violationOf } from "./report";

/** As GitHub shows it, but for what GitHub does with mentions and references afterwards. */
const shown = (markdown: string) =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });

const compare = (parts: Partial<Comparison> = {}): Comparison => ({
  base: "main (1a2b3c4)",
  changes: [],
  paths: { added: [], lost: [] },
  cost: { before: 10, after: 12, difference: 2 },
  ...parts,
});

/** Everything in a report that a pull request can choose the words of. */
const saying = (words: string): PreviewReport =>
  reportOf({
    compliant: false,
    project: words,
    file: words,
    policyPack: { name: words, version: words },
    policies: [policyOf({ name: words, description: words, reference: words })],
    violations: [
      violationOf({
        policy: words,
        message: words,
        urn: `a::b::${words}::${words}`,
        severity: words.slice(0, 20),
      }),
      violationOf({ policy: "unknown", source: { file: words, line: 1 } }),
    ],
    waivers: [
      {
        policy: words,
        resource: words,
        urn: words,
        requestedBy: words,
        start: words,
        covered: 1,
        reason: words,
        approvers: [words],
        ticket: words,
        expiry: words,
      },
    ],
    resources: [resourceOf({ type: words, name: words, dataClass: words, region: words })],
    cost: { monthly: 1, unpriced: 0, recorded: words, byClass: [{ dataClass: words, monthly: 1 }] },
    comparison: compare({
      base: words,
      changes: [
        {
          action: "changed",
          urn: words,
          type: words,
          name: words,
          dataClass: words,
          region: words,
          protect: true,
          properties: [{ path: words, before: words, after: null }],
          rules: [{ direction: "inbound", sign: "+", rule: words }],
        },
      ],
      paths: {
        added: [{ key: words, from: words, to: words, service: words, via: [words] }],
        lost: [],
      },
    }),
    notes: [words],
  });

/** Which elements there are, in order. */
const elements = (html: string) => [...html.matchAll(/<(\/?[a-z]\w*)/g)].map(([, name]) => name);

const nasty = [
  "<script>alert(1)</script>",
  "](javascript:alert(1))",
  "[x](https://evil.example) ![y](https://evil.example/z.png)",
  "| a | b |\n|---|---|\n| c | d |",
  "\n\n# Heading\n\n- list\n\n```\ncode\n```\n",
  "`` ` ``",
  "--></details><img src=x onerror=alert(1)>",
  "https://evil.example www.evil.example a@evil.example",
  "- item",
  "1. item",
  "    code",
  "[^1]: note",
  "~~gone~~ **bold** __bold__ *it* \\* &lt;b&gt; &#60;b&#62;",
  "<!-- bastide-preview -->",
];

describe("the Markdown", () => {
  it.each(nasty)("shows %j as text in every place of a report", (words) => {
    const plain = elements(shown(asMarkdown(saying("word"))));
    const html = shown(asMarkdown(saying(words)));
    const lines = (list: (string | undefined)[]) =>
      list.filter((name) => name !== "br" && !name?.endsWith("code"));
    expect(lines(elements(html))).toEqual(lines(plain));
    expect(html).not.toMatch(/<a /);
  });

  it("has no element but breaks and code, whatever a text is", () => {
    const pieces = fc.array(fc.oneof(fc.string(), fc.constantFrom(...nasty)), { maxLength: 4 });
    fc.assert(
      fc.property(pieces, (parts) => {
        for (const safe of [text, code, prose]) {
          const html = shown(`> ${safe(parts.join(""))}\n\n| a |\n|---|\n| ${safe(parts.join(""))} |`);
          const found = new Set(elements(html).map((name) => name?.replace("/", "")));
          for (const expected of [
            "blockquote",
            "p",
            "table",
            "thead",
            "tr",
            "th",
            "tbody",
            "td",
            "br",
            "code",
          ]) {
            found.delete(expected);
          }
          expect([...found]).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("notifies nobody, and refers to no thread or address", () => {
    const html = shown(text("@security-team see bastide#12, org/repo#3, GH-4 and https://x.example")).replace(
      /&#?\w+;/g,
      "",
    );
    expect(html).not.toMatch(/@\w|#\d|GH-\d|:\/\//);
  });

  it("hides no character: what turns the order of text or shows nothing is replaced", () => {
    expect(text("a\u202Eb\u0007c\u200Bd")).toBe("a\uFFFDb\uFFFDc\uFFFDd");
  });

  it("has verdict, comparison, cost and waivers at the top", () => {
    const changes = changesBetween([resourceOf({ name: "old" })], [resourceOf({ name: "new" })]);
    const markdown = asMarkdown(reportOf({ comparison: compare({ changes }) }));
    expect(markdown).toMatch(/^## ✅ Stack prod is compliant\./);
    expect(markdown).toContain("| Against <code>main (1a2b3c4)</code> | 1 created, 1 removed |");
    expect(markdown).toContain("| Cost a month | $10.00 → $12.00, <b>+$2.00</b> |");
    expect(markdown).toContain("| Waivers in use | none |");
  });

  it("gives violations that differ in the resource's name alone one row, with every resource and place", () => {
    const violations = ["one", "two"].map((name, index) =>
      violationOf({
        urn: resourceOf({ name }).urn,
        message: `Volume "${name}" is not encrypted.`,
        configuration: { file: "Pulumi.prod.yaml", line: index + 1 },
      }),
    );
    const markdown = asMarkdown(reportOf({ violations }));
    expect(markdown).toContain(
      '| one (linode Volume)<br>two (linode Volume) | Volume "…" is not encrypted. |',
    );
    expect(markdown.match(/dataNode\.ts:24/g)).toHaveLength(1);
    expect(markdown).toContain("<code>Pulumi.prod.yaml:1</code><br><code>Pulumi.prod.yaml:2</code>");
  });

  it("links a line where it knows the repository, and never out of it", () => {
    const files = "https://example.org/o/r/blob/abc";
    const links = (file: string) =>
      asMarkdown(
        reportOf({ violations: [violationOf({ source: { file, line: 3 }, configuration: null })] }),
        {
          files,
        },
      ).match(/href="[^"]*"/g);
    expect(links("infra/a b.ts")).toEqual([`href="${files}/infra/a%20b.ts#L3"`]);
    expect(links("../../../evil/x")).toBeNull();
    expect(links('x" onclick="y')).toEqual([`href="${files}/x%22%20onclick%3D%22y#L3"`]);
  });

  it.each([
    ["one policy with very many violations", 1, 5_000],
    ["very many policies", 3_000, 3_000],
  ])("stays below GitHub's limit and says what it left out: %s", (_, policies, violations) => {
    const report = reportOf({
      compliant: false,
      policies: Array.from({ length: policies }, (_, index) => policyOf({ name: `policy-${index}` })),
      violations: Array.from({ length: violations }, (_, index) =>
        violationOf({ policy: `policy-${index % policies}`, message: `Long ${index}. ${"x".repeat(300)}` }),
      ),
    });
    const markdown = asMarkdown(report, { whole: "the artifacts", origin: "Made by a test." });
    expect(markdown.length).toBeLessThanOrEqual(65_536);
    expect(markdown.length).toBeGreaterThan(50_000);
    const left = Number(/(\d[\d,]*) more rows? left out/.exec(markdown)?.[1]?.replaceAll(",", ""));
    const kept = markdown.match(/^\| account-volume/gm)?.length ?? 0;
    expect(kept + left).toBeGreaterThanOrEqual(violations);
    expect(markdown).toContain("see the artifacts.");
    expect(markdown).toMatch(/<sub>Made by a test\.<\/sub>\n$/);
  });

  it("shows configuration problems where the stack can't be evaluated", () => {
    const problems = [
      { key: "bastide:x", message: "The size is -1.", fix: "Write 1.", file: "Pulumi.prod.yaml", line: 5 },
    ];
    const markdown = failureAsMarkdown({
      error: { kind: "configuration", message: "One problem.", problems },
    });
    expect(markdown).toContain(
      "<code>Pulumi.prod.yaml:5</code><br><code>bastide:x</code> | The size is -1. | Write 1.",
    );
  });
});
