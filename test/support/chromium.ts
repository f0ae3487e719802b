import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

const executable = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

/** True where there is a browser to try pages in. */
export const hasBrowser = executable !== undefined;

/** The name of a suite that needs one, with the reason where it has to be skipped. */
export const inBrowser = (name: string): string =>
  hasBrowser ? name : `${name} (skipped: no Chromium; set CHROMIUM or install it)`;

/** Starts a browser that asks for nothing by itself. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executable === undefined ? {} : { executablePath: executable }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A file in a tab of its own, with everything that the page says on the console and asks for. */
export async function openFile(
  browser: Browser,
  file: string,
  width: number,
  colorScheme: "light" | "dark" = "light",
): Promise<{ tab: Page; noise: string[]; asked: string[] }> {
  const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const noise: string[] = [];
  const asked: string[] = [];
  tab.on("console", (message) => noise.push(message.text()));
  tab.on("pageerror", (error) => noise.push(error.message));
  tab.on("request", (request) => asked.push(request.url()));
  await tab.goto(pathToFileURL(file).href);
  return { tab, noise, asked };
}
