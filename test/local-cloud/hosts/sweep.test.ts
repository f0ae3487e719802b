import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Base, base, sweep } from "../../../local-cloud/hosts";
import { projectRoot } from "../../support/projectFiles";
import { foldersOfWorlds, hostOn, noHosts, reaches, smallWorld, withHosts } from "./support/hosts";
import { noTraces, outside, tracesOf } from "./support/traces";

const minutes = 60_000;

describe.skipIf(noHosts !== "")(withHosts("worlds on this machine"), () => {
  const worlds = foldersOfWorlds();
  let bare: Base;
  beforeAll(async () => {
    bare = await base("bare");
  }, 20 * minutes);
  afterAll(() => worlds.remove());

  it(
    "live side by side with the same names and addresses, and end one by one without a trace",
    async () => {
      const before = outside();
      const both = [await smallWorld(worlds.folder), await smallWorld(worlds.folder)] as const;
      const [first, second] = both;
      const hosts = both.flatMap(({ world, vpc }) => [
        hostOn(world, vpc, "10.0.0.3/24", { name: "one", base: bare }),
        hostOn(world, vpc, "10.0.0.4/24", { name: "two", base: bare }),
      ]);
      const [one, two, other, otherTwo] = hosts;
      if (!one || !two || !other || !otherTwo) return expect.fail("four hosts");
      await Promise.all(hosts.map((host) => host.boot()));
      for (const { systemd } of await Promise.all(hosts.map((host) => host.waitFor())))
        expect(systemd).toBe("running");
      expect(outside()).toEqual(before);
      await two.kill();
      expect(await reaches(one, "10.0.0.4")).toBe(false);
      expect(await reaches(other, "10.0.0.4")).toBe(true);
      expect(tracesOf(first.world.id).namespaces).not.toEqual([]);
      await first.world.close();
      expect(tracesOf(first.world.id)).toEqual(noTraces);
      expect(await reaches(otherTwo, "10.0.0.3")).toBe(true);
      // What has an owner stays.
      expect(await sweep(worlds.folder)).toEqual([]);
      expect(await reaches(otherTwo, "10.0.0.3")).toBe(true);
      await second.world.close();
      expect(tracesOf(second.world.id)).toEqual(noTraces);
      expect(readdirSync(worlds.folder)).toEqual([]);
      expect(outside()).toEqual(before);
    },
    3 * minutes,
  );

  it.each([["opened"], ["starting"], ["serving"]])(
    "are swept away when their process was killed: %s",
    async (stage) => {
      const before = outside();
      const { id, owner } = await ownerAt(worlds.folder, stage);
      const alive = tracesOf(id);
      expect(alive.namespaces).not.toEqual([]);
      expect(alive.bridges).toHaveLength(2);
      if (stage === "serving") {
        // Else the looking would prove nothing.
        for (const [kind, found] of Object.entries(alive)) expect(found, kind).not.toEqual([]);
      }
      owner.kill("SIGKILL");
      await new Promise((resolve) => owner.once("exit", resolve));
      if (stage === "serving") expect(tracesOf(id).processes).not.toEqual([]);
      expect(await sweep(worlds.folder)).toEqual([id]);
      expect(tracesOf(id)).toEqual(noTraces);
      expect(existsSync(join(worlds.folder, id))).toBe(false);
      expect(outside()).toEqual(before);
      expect(await sweep(worlds.folder)).toEqual([]);
    },
    3 * minutes,
  );
});

/** A process with a world of its own that has reached the stage. */
async function ownerAt(folder: string, stage: string) {
  const script = join(projectRoot, "test/local-cloud/hosts/support/owner.ts");
  const owner = spawn(process.execPath, ["-r", "tsx/cjs", script, folder, stage], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let id = "";
  for await (const line of createInterface({ input: owner.stdout })) {
    if (id === "") id = line;
    else return { id, owner };
  }
  return expect.fail("The owner ended before it was killed");
}
