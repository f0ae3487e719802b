import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderHtml, renderSvg, renderText } from "../../cli/show";
import { buildView } from "../../cli/show/build/stackView";
import { escapeMarkup, escapeTerminal } from "../../cli/show/format";
import { prodAccount, setting } from "./account";
import { arbitraryAccount } from "./arbitraryAccount";

const hostile = `<img src=x onerror=alert(1)>"'&\u001b[31m\u0000`;

/** Prod with the hostile text wherever the API lets a user write one. */
function hostileView() {
  const account = prodAccount();
  const rename = <T extends { readonly label: string }>(items: readonly T[]): T[] =>
    items.map((one) => ({ ...one, label: `${hostile}${one.label}` }));
  return buildView(
    {
      ...account,
      instances: rename(account.instances).map((one) => ({
        ...one,
        type: hostile,
        status: hostile,
        tags: [...one.tags, `role:${hostile}`],
      })),
      volumes: rename(account.volumes),
      vpcs: rename(account.vpcs).map((one) => ({ ...one, subnets: [{ label: hostile, ipv4: hostile }] })),
      firewalls: rename(account.firewalls),
      balancers: rename(account.balancers).map((one) => ({ ...one, ipv4: hostile, hostname: hostile })),
      placementGroups: rename(account.placementGroups).map((one) => ({
        ...one,
        placement_group_policy: hostile,
      })),
      domains: account.domains.map((one) => ({ ...one, domain: hostile })),
      buckets: rename(account.buckets),
      gaps: [hostile],
    },
    { ...setting, stack: hostile, api: { url: hostile, local: false } },
  );
}

describe("names from the API", () => {
  it("are text in the page and the picture, never markup", () => {
    for (const markup of [renderHtml(hostileView()), renderSvg(hostileView())]) {
      const tags = markup.replace(/"[^"]*"/g, '""').match(/<[a-z][^>]*>/g) ?? [];
      expect(tags.filter((tag) => /\son[a-z]+=/.test(tag))).toEqual([]);
      expect(tags.filter((tag) => tag.startsWith("<script")).length).toBeLessThan(2);
      expect(markup).not.toContain("<img");
      expect(markup).toContain("&lt;img src=x onerror=alert(1)&gt;");
    }
  });

  it("carry no commands to the terminal", () => {
    const text = renderText(hostileView(), { colour: false, width: 100 });
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("keep the picture well-formed: every attribute quoted, every tag closed", () => {
    fc.assert(
      fc.property(arbitraryAccount(), (account) => {
        const svg = renderSvg(buildView(account, setting)).replace(/<style>[\s\S]*?<\/style>/, "");
        const open: string[] = [];
        const rest = svg.replace(
          /<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<]*")*)(\/?)>/g,
          (_, closing, name, __, empty) => {
            if (closing) expect(open.pop()).toBe(name);
            else if (!empty) open.push(name);
            return "";
          },
        );
        expect(open).toEqual([]);
        expect(rest).not.toMatch(/[<>]/);
      }),
      { numRuns: 50 },
    );
  });

  it("lose what XML can't hold", () => {
    expect(escapeMarkup("a\u0000b\uD800c\uFFFEd\ne")).toBe("a\uFFFDb\uFFFDc\uFFFDd e");
    expect(escapeTerminal("a\u001b[2Jb\u202Ec")).toBe("a\uFFFD[2Jb\uFFFDc");
  });
});

describe("the page", () => {
  const page = renderHtml(buildView(prodAccount(), setting));

  it("names no address to load from", () => {
    const addresses = page.match(/(?:src|href|url|action)\s*[=(]\s*["']?[^"'\s>)]+/gi) ?? [];
    expect(addresses.map((one) => one.replace(/["']/g, ""))).toEqual(["href=#warnings"]);
    expect(page).not.toContain("@import");
  });

  it("forbids itself to load or run anything else", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    expect(policy).toContain("default-src &#39;none&#39;");
    expect(policy).not.toContain("unsafe");
  });
});
