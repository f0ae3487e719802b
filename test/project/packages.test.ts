import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readLockFile } from "../security/lockFile";
import { projectRoot } from "../support/projectFiles";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const manifest = JSON.parse(read("package.json"));
const lock = JSON.parse(read("package-lock.json"));

describe("the packages", () => {
  it("are locked by version and checksum, and by no registry's address", () => {
    expect(read("package-lock.json")).not.toContain("://registry.");
    const addresses = Object.values<{ resolved?: string; link?: boolean }>(lock.packages).flatMap((entry) =>
      entry.resolved !== undefined && !entry.link ? [entry.resolved] : [],
    );
    expect(addresses).toEqual([]);
    expect(read(".npmrc")).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  });

  it("are locked as package.json asks", () => {
    const { dependencies, devDependencies } = lock.packages[""];
    expect(dependencies).toEqual(manifest.dependencies);
    expect(devDependencies).toEqual(manifest.devDependencies);
  });

  it("are locked for every platform that they name, or `npm ci` refuses", () => {
    const missing = Object.entries<{ optionalDependencies?: Record<string, string> }>(lock.packages).flatMap(
      ([path, { optionalDependencies }]) =>
        Object.keys(optionalDependencies ?? {}).filter(
          (name) =>
            !(`node_modules/${name}` in lock.packages) && !(`${path}/node_modules/${name}` in lock.packages),
        ),
    );
    expect(missing).toEqual([]);
  });

  it("run no script of their own while they are installed, and each that would like to was reviewed", () => {
    expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
    const wishing = new Set(
      readLockFile(projectRoot).flatMap((each) => (each.hasInstallScript ? [each.name] : [])),
    );
    expect(manifest.allowScripts).toEqual(
      Object.fromEntries([...wishing].sort().map((name) => [name, false])),
    );
  });

  it("need a Node that they all support", () => {
    expect(manifest.engines.node).toBe(">=20.19.0");
  });
});
