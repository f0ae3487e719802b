import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { HostError, type Machine, type Outcome, whyNoHosts } from "../../../../local-cloud/hosts";

export { hostOn, seed, smallWorld } from "./worlds";

/** Why no host is booted in this run, or an empty text. */
export const noHosts: string =
  process.env.BASTIDE_HOSTS === "all" ? (whyNoHosts() ?? "") : "hosts are booted by npm run test:hosts only";

/** The name of a suite that boots hosts, with the reason if it is skipped. */
export function withHosts(name: string): string {
  return noHosts === "" ? name : `${name} (skipped: ${noHosts})`;
}

/** A folder for worlds of one suite, and what removes it. */
export function foldersOfWorlds() {
  // A skipped suite is read all the same, and nothing would remove its folder.
  if (noHosts !== "") return { folder: "", remove: () => {} };
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Whether the host gets an answer to one of three packets, within three seconds. */
export async function reaches(host: Machine, address: string): Promise<boolean> {
  const { code } = await host.exec(["ping", "-c", "3", "-i", "0.2", "-W", "1", address]);
  return code === 0;
}

/** What a command wrote; fails the test if it failed. */
export async function said(outcome: Promise<Outcome>): Promise<string> {
  const { code, stdout, stderr } = await outcome;
  expect(code, stderr).toBe(0);
  return stdout.trim();
}

/** The message that the work ends with. */
export async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(HostError);
    return (error as Error).message;
  }
  return "";
}
