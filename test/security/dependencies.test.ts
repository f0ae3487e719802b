import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { projectRoot } from "../support/projectFiles";
import { temporaryFolder } from "../support/temporaryFolder";
import { billOfMaterials } from "./checks/billOfMaterials";
import { dependencyAudit } from "./checks/dependencyAudit";
import { isAllowed, licences } from "./checks/licences";
import { readLockFile } from "./lockFile";

interface Entry {
  version: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  dependencies?: Record<string, string>;
}

const integrity = `sha512-${Buffer.alloc(64, 1).toString("base64")}`;
const shipped: Entry = { version: "1.0.0", integrity, license: "MIT" };
const tool: Entry = { version: "2.0.0", integrity, license: "GPL-3.0-only", dev: true };

/** A project that ships `good` and `@scope/other`, is developed with `tool`, and has these entries changed. */
function project(changes: Readonly<Record<string, Partial<Entry>>> = {}): string {
  const root = { name: "x", version: "1.0.0" };
  const dependencies = { good: "^1.0.0", "@scope/other": "^1.0.0" };
  const devDependencies = { tool: "^2.0.0" };
  const packages: Record<string, unknown> = { "": { ...root, dependencies, devDependencies } };
  const entries = { good: shipped, "@scope/other": shipped, tool };
  for (const [name, entry] of Object.entries(entries)) {
    packages[`node_modules/${name}`] = { ...entry, ...changes[name] };
  }
  return temporaryFolder({
    "package.json": JSON.stringify({ ...root, dependencies, devDependencies }),
    "package-lock.json": JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }),
  });
}

describe("the bill of materials", () => {
  it("lists everything that is shipped, with checksums, and nothing else", async () => {
    const root = project();
    expect(await billOfMaterials.run({ root, reports: root })).toEqual({
      findings: [],
      examined: "2 of 3 locked packages are shipped",
    });
    const bill = JSON.parse(readFileSync(join(root, "sbom.cdx.json"), "utf8"));
    expect(bill.bomFormat).toBe("CycloneDX");
    expect(bill.components.map(({ purl }: { purl: string }) => purl).sort()).toEqual([
      "pkg:npm/%40scope/other@1.0.0",
      "pkg:npm/good@1.0.0",
    ]);
    expect(JSON.stringify(bill.dependencies)).not.toContain("tool");
  });

  it("is complete for this project", async () => {
    const reports = temporaryFolder();
    const { findings } = await billOfMaterials.run({ root: projectRoot, reports });
    expect(findings).toEqual([]);
    const bill = JSON.parse(readFileSync(join(reports, "sbom.cdx.json"), "utf8"));
    const listed = new Set(bill.components.map(({ purl }: { purl: string }) => purl));
    const runtime = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")).dependencies;
    expect(Object.keys(runtime).length).toBeGreaterThan(0);
    for (const { name, version } of readLockFile(projectRoot).filter(
      (each) => each.name in runtime && !each.dev,
    )) {
      expect(listed).toContain(`pkg:npm/${name.replace("@", "%40")}@${version}`);
    }
  });

  it("finds a package without a checksum", async () => {
    const entry = { version: "1.0.0", license: "MIT" };
    const root = project({ good: { ...entry, integrity: `sha1-${Buffer.alloc(20).toString("base64")}` } });
    const { findings } = await billOfMaterials.run({ root, reports: root });
    expect(findings.map(({ rule, where }) => [rule, where])).toEqual([["checksum", "good@1.0.0"]]);
  });

  it("finds a lock file that contradicts package.json", async () => {
    const root = project({ good: { version: "3.0.0" } });
    const { findings } = await billOfMaterials.run({ root, reports: root });
    expect(findings.map(({ rule }) => rule)).toEqual(["unreadable"]);
  });
});

describe("the licence check", () => {
  it.each(["GPL-3.0-only", "AGPL-3.0-or-later", "SEE LICENSE IN LICENSE", undefined])(
    "finds a shipped package under %s, and leaves tools alone",
    async (license) => {
      const root = project(license ? { good: { license } } : { good: { license: undefined as never } });
      const { findings } = await licences.run({ root, reports: root });
      expect(findings.map(({ where }) => where)).toEqual(["good"]);
    },
  );

  it.each([
    ["MIT", true],
    ["(MIT OR GPL-3.0-only)", true],
    ["(BSD-3-Clause AND Apache-2.0)", true],
    ["(MIT AND GPL-3.0-only)", false],
    ["MIT AND (ISC OR GPL-3.0-only)", false],
    ["GPL-2.0-only WITH Classpath-exception-2.0", false],
  ])("reads %s", (expression, expected) => {
    expect(isAllowed(expression)).toBe(expected);
  });
});

/** A registry that knows these advisories; without any, it refuses as a mirror without audits does. Returns its address. */
async function registry(advisories?: Readonly<Record<string, unknown>>): Promise<string> {
  const server = createServer((request, response) => {
    const audits = request.url === "/-/npm/v1/security/advisories/bulk" && advisories !== undefined;
    const status = audits ? 200 : request.method === "POST" ? 405 : 404;
    request.resume().once("end", () => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(audits ? advisories : {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function auditWith(advisories?: Readonly<Record<string, unknown>>) {
  vi.stubEnv("npm_config_registry", await registry(advisories));
  vi.stubEnv("npm_config_cache", temporaryFolder());
  vi.stubEnv("npm_config_fetch_retries", "0");
  onTestFinished(() => void vi.unstubAllEnvs());
  const root = project();
  return dependencyAudit.run({ root, reports: root });
}

const advisory = (id: string, severity: string) => [
  {
    id: 1,
    url: `https://example.org/advisories/${id}`,
    title: "Takes over",
    severity,
    vulnerable_versions: "<9",
  },
];

describe("the dependency audit", () => {
  it("finds a shipped package with a moderate vulnerability and a tool with a high one", async () => {
    const { findings } = await auditWith({
      good: advisory("A-1", "moderate"),
      tool: advisory("A-2", "high"),
    });
    expect(findings.map(({ rule, where }) => [rule, where])).toEqual([
      ["A-1", "good"],
      ["A-2", "tool"],
    ]);
  });

  it("accepts what is below the thresholds", async () => {
    const { findings, examined } = await auditWith({
      good: advisory("A-1", "low"),
      tool: advisory("A-2", "moderate"),
    });
    expect(findings).toEqual([]);
    expect(examined).toBe("advisories: 2 known, 0 above the thresholds");
  });

  it("says why it was skipped where the registry does not answer, without naming the registry", async () => {
    const { skipped } = await auditWith();
    expect(skipped).toBe("the registry does not answer audits (405 Method Not Allowed)");
  });
});
