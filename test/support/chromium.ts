import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

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
