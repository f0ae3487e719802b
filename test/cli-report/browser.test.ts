import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildEvidence } from "../../cli/report/build";
import { asPage } from "../../cli/report/page";
import { pageSize } from "../cli-show/inBrowser";
import { hasBrowser, inBrowser, openBrowser, openFile } from "../support/chromium";
import { previewOf, violationOf, waiverOf } from "./preview";

const hostile = '<img src=x onerror="document.title=1">';

describe.skipIf(!hasBrowser)(inBrowser("the report in a browser"), () => {
  const directory = mkdtempSync(join(tmpdir(), "bastide-report-"));
  const file = join(directory, "report.html");
  let browser: Browser;

  beforeAll(async () => {
    const preview = previewOf({
      compliant: false,
      violations: [violationOf("linode-volume-require-encryption", hostile)],
      waivers: [waiverOf("bastide-resource-require-tags")],
    });
    const evidence = buildEvidence(preview, { generated: new Date(), commit: null });
    writeFileSync(file, asPage(evidence, "0".repeat(64)));
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const open = (width: number) => openFile(browser, file, width);

  it("loads nothing, runs nothing that it was given, and fits the window", async () => {
    for (const width of [480, 1280]) {
      const { tab, noise, asked } = await open(width);
      expect(await tab.title()).toMatch(/^Compliance of /);
      expect(await tab.locator("body").innerText()).toContain(hostile);
      expect(await tab.evaluate<{ wide: boolean }>(pageSize)).toMatchObject({ wide: false });
      expect(noise).toEqual([]);
      expect(asked).toEqual([pathToFileURL(file).href]);
      await tab.close();
    }
  });

  it("leads from a control to its policies and back", async () => {
    const { tab } = await open(1280);
    const broken = tab.locator("#CM-1");
    expect(await broken.innerText()).toMatch(/✗ violated/);
    const href = await broken
      .locator("a", { hasText: "linode-volume-require-encryption" })
      .getAttribute("href");
    expect(await tab.locator(`${href}`).innerText()).toContain("account-data");
    const links = await tab
      .locator('a[href^="#"]')
      .evaluateAll((all) => all.map((one) => `${one.getAttribute("href")}`));
    for (const link of new Set(links))
      expect(await tab.locator(`[id="${link.slice(1)}"]`).count(), link).toBe(1);
    await tab.close();
  });

  it("prints what is folded, and folds it again", async () => {
    const { tab } = await open(1280);
    const closed = () => tab.locator("details:not([open])").count();
    expect(await closed()).toBeGreaterThan(0);
    await tab.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await closed()).toBe(0);
    await tab.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await closed()).toBeGreaterThan(0);
    expect((await tab.pdf()).byteLength).toBeGreaterThan(20_000);
    await tab.close();
  });
});
