import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderHtml, renderSvg } from "../../cli/show";
import { buildView } from "../../cli/show/build/stackView";
import { hasBrowser, inBrowser, openBrowser, openFile } from "../support/chromium";
import { prodAccount, setting } from "./account";
import { pageSize, textFaults, unnamedThings } from "./inBrowser";

/** Prod with one of everything that can be wrong. */
function view() {
  const account = prodAccount();
  const [first, second, ...others] = account.instances;
  if (first === undefined || second === undefined) throw new Error("prod has no instances");
  const stray = {
    ...first,
    id: 1,
    label: "a-server-with-a-long-name-that-nobody-knows",
    tags: [],
    type: "g9-unknown",
  };
  return buildView(
    {
      ...account,
      instances: [
        { ...first, status: "shutting_down", disk_encryption: "disabled" },
        second,
        ...others,
        stray,
      ],
      volumes: account.volumes.map((one, index) =>
        index === 1 ? { ...one, linode_id: null, encryption: "disabled" } : one,
      ),
    },
    { ...setting, activeRegions: { contact: "fr-par" } },
  );
}

describe.skipIf(!hasBrowser)(inBrowser("the page in a browser"), () => {
  const directory = mkdtempSync(join(tmpdir(), "bastide-page-"));
  const page = join(directory, "status.html");
  const picture = join(directory, "status.svg");
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(page, renderHtml(view()));
    writeFileSync(picture, renderSvg(view()));
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const open = (file: string, width: number, colorScheme?: "light" | "dark") =>
    openFile(browser, file, width, colorScheme);

  it("has no error on the console and asks for nothing but itself", async () => {
    for (const file of [page, picture]) {
      const { tab, noise, asked } = await open(file, 1280);
      await tab.waitForTimeout(100);
      expect(noise).toEqual([]);
      expect(asked).toEqual([pathToFileURL(file).href]);
      await tab.close();
    }
  });

  it.each([1280, 1920])("has every text inside its box and off the others, %i wide", async (width) => {
    const { tab } = await open(page, width);
    expect(await tab.evaluate<string[]>(textFaults)).toEqual([]);
    await tab.close();
  });

  it("does not scroll sideways at 1280, and keeps its letters readable", async () => {
    const { tab } = await open(page, 1280);
    const facts = await tab.evaluate<{ wide: boolean; smallest: number }>(pageSize);
    expect(facts.wide).toBe(false);
    expect(facts.smallest).toBeGreaterThan(9);
    await tab.close();
  });

  it("follows the reader's choice of dark and light", async () => {
    const grounds: string[] = [];
    for (const scheme of ["light", "dark"] as const) {
      const { tab } = await open(page, 1280, scheme);
      grounds.push(await tab.evaluate<string>("getComputedStyle(document.body).backgroundColor"));
      await tab.close();
    }
    expect(grounds).toEqual(["rgb(255, 255, 255)", "rgb(18, 22, 28)"]);
  });

  it("shows details on hover and on focus, and only the lines of that thing", async () => {
    const { tab, noise } = await open(page, 1280);
    const gateway = tab.locator('.thing[data-role="gateway"]').nth(2);
    const panel = tab.locator("#details");
    expect(await panel.isVisible()).toBe(false);
    await gateway.hover();
    expect(await panel.innerText()).toMatch(
      /contact-fr-par-gateway[\s\S]*Firewall contact-fr-par-gateway[\s\S]*let each other in by WireGuard/,
    );
    expect(await panel.locator("strong").innerText()).toBe("contact-fr-par-gateway");
    expect(await panel.locator("span").allInnerTexts()).toContain("VPC address 10.66.1.2");
    expect(await tab.locator(".flow.lit").count()).toBe(3);
    await tab.keyboard.press("Escape");
    expect(await panel.isVisible()).toBe(false);
    await gateway.focus();
    expect(await panel.isVisible()).toBe(true);
    expect(noise).toEqual([]);
    await tab.close();
  });

  it("names every thing for those who don't see it", async () => {
    const { tab } = await open(page, 1280);
    const unnamed = await tab.evaluate<number>(unnamedThings);
    expect(unnamed).toBe(0);
    expect(await tab.locator("svg.bastide-picture").getAttribute("aria-labelledby")).toBe(
      "bastide-title bastide-description",
    );
    await tab.close();
  });
});
