import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asPage } from "../../../drill/report/page";
import { hasBrowser, inBrowser, openBrowser, openFile } from "../../support/chromium";
import { evidenceOf } from "../support/evidence";

const hostile = '<img src=x onerror="document.title=1">';

// What runs inside the page is text, because the project's types know no browser.
const isWide = "document.documentElement.scrollWidth > innerWidth";

/** Where the first and last second of the axis, the fault and the outage are on the screen. */
const places = `(() => {
  const middle = (one) => { const { left, right } = one.getBoundingClientRect(); return (left + right) / 2; };
  const seconds = [...document.querySelectorAll("svg .tick")].filter((one) => /^[\\d.]+ s$/.test(one.textContent));
  const fault = document.querySelector("svg .fault");
  const away = document.querySelector("svg .away").getBoundingClientRect();
  return {
    marks: seconds.map((one) => ({ at: Number.parseFloat(one.textContent), x: middle(one) })),
    fault: { x: middle(fault), height: fault.getBoundingClientRect().height },
    away: { left: away.left, right: away.right },
  };
})()`;

/** The texts of the page that contrast too little with what is behind them, as the browser has computed their colours. */
const weakTexts = `(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = numbers(colour).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = luminance(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll("h1,h2,p,li,td,th,pre,span,svg text")].flatMap((one) => {
    const style = getComputedStyle(one);
    const own = luminance(one.closest("svg") ? style.fill : style.color);
    const contrast = (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05);
    return contrast < 4.5 ? [one.textContent.slice(0, 40) + " " + contrast.toFixed(1)] : [];
  });
})()`;

interface Places {
  readonly marks: readonly { readonly at: number; readonly x: number }[];
  readonly fault: { readonly x: number; readonly height: number };
  readonly away: { readonly left: number; readonly right: number };
}

describe.skipIf(!hasBrowser)(inBrowser("a drill's page in a browser"), () => {
  const directory = mkdtempSync(join(tmpdir(), "bastide-drill-"));
  const file = join(directory, "drill.html");
  const { outages, verdict } = evidenceOf();
  const origin = Date.parse(evidenceOf().startedAt) / 1000;
  const entry = { client: "account-fr-par-service-1", n: 7, start: origin + 10, said: hostile };
  const evidence = evidenceOf({
    outages: { ...outages, writes: { seconds: 6, from: origin + 10, to: origin + 16 } },
    verdict: { ...verdict, lost: 1, entries: { ...verdict.entries, lost: [entry] } },
    objectives: [{ name: "acknowledged writes lost", unit: "writes", objective: 0, measured: 1, met: false }],
    met: false,
  });
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, asPage(evidence, "0".repeat(64)));
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const open = (width: number, colorScheme?: "light" | "dark") => openFile(browser, file, width, colorScheme);

  it("loads nothing, runs nothing that it was given, and fits the window", async () => {
    for (const width of [360, 768, 1280]) {
      const { tab, noise, asked } = await open(width);
      expect(await tab.title()).toBe("Drill node-loss of account, stack prod – Bastide");
      expect(await tab.locator("body").innerText()).toContain(hostile);
      expect(await tab.evaluate<boolean>(isWide), `${width}`).toBe(false);
      expect(noise).toEqual([]);
      expect(asked).toEqual([pathToFileURL(file).href]);
      await tab.close();
    }
  });

  it("shows the fault and the outage where the axis has their seconds", async () => {
    for (const width of [360, 1280]) {
      const { tab } = await open(width);
      const { marks, fault, away } = await tab.evaluate<Places>(places);
      const [first, last] = [marks[0], marks.at(-1)];
      if (first === undefined || last === undefined) throw new Error("The axis has no seconds.");
      const xOf = (at: number) => first.x + ((at - first.at) / (last.at - first.at)) * (last.x - first.x);
      expect(Math.abs(fault.x - xOf(10))).toBeLessThan(1.5);
      expect(fault.height).toBeGreaterThan(100);
      expect(Math.abs(away.left - xOf(10))).toBeLessThan(1.5);
      expect(Math.abs(away.right - xOf(16))).toBeLessThan(1.5);
      await tab.close();
    }
  });

  it.each(["light", "dark"] as const)("can be read in %s", async (colorScheme) => {
    const { tab } = await open(1280, colorScheme);
    expect(await tab.evaluate<string[]>(weakTexts)).toEqual([]);
    await tab.close();
  });

  it("goes onto paper in light colours, whatever the screen has, and no wider than that", async () => {
    const { tab } = await open(690, "dark");
    expect((await tab.pdf({ preferCSSPageSize: true })).byteLength).toBeGreaterThan(20_000);
    await tab.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await tab.evaluate<string>("getComputedStyle(document.body).backgroundColor")).toBe(
      "rgb(255, 255, 255)",
    );
    expect(await tab.evaluate<boolean>(isWide)).toBe(false);
    await tab.close();
  });
});
