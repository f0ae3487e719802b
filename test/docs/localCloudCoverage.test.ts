import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isShown, neverSucceed, readCalls } from "../../docs/build/localCloud/calls";
import { documentedFile, leftOut, missing, readDocumented } from "../../docs/build/localCloud/document";
import type { EndpointFacts, Group } from "../../docs/build/localCloud/facts";
import { routesOf } from "../../local-cloud/core/routes";
import { sections } from "../../local-cloud/resources";
import { errors, linode, start } from "../local-cloud/support";
import { undocumented } from "../openapi/besideDocument";
import { ApiDocument, openapiFolder } from "../openapi/document";
import { projectFiles, projectRoot } from "../support/projectFiles";
import { refused } from "../support/routesCalled/claims";

interface Written {
  readonly page: string;
  readonly groups: readonly Group[];
}

/** Source maps have to be on from the start, so the page is written by a process of its own. */
function write(): Written {
  const script = join(projectRoot, "docs/build/localCloudCoverage.ts");
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-r", "tsx/cjs", script, "--print"], {
    cwd: projectRoot,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const written = write();
const facts = new Map(
  written.groups.flatMap(({ endpoints }) => endpoints.map((one): [string, EndpointFacts] => [one.name, one])),
);
const names = sections.flatMap(routesOf).map(({ method, path }) => `${method} ${path}`);
const folder = openapiFolder();
const noDocument = folder === undefined ? " (skipped: no API document at LINODE_OPENAPI_DIR)" : "";

describe("docs/local-cloud-coverage.md", () => {
  it("is what the code says; `npm run docs` writes it", () => {
    expect(readFileSync(join(projectRoot, "docs/local-cloud-coverage.md"), "utf8")).toBe(written.page);
  });

  it("has every endpoint that is offered, once", () => {
    const rows = [...written.page.matchAll(/^\| `((?:GET|POST|PUT|DELETE) [^`]+)` \|/gm)].map(
      ([, name]) => name,
    );
    expect(rows.filter((name) => !name?.includes("/_local")).sort()).toEqual([...names].sort());
  });

  it("names no test that is gone, and no endpoint that is", () => {
    const calls = readCalls();
    expect(Object.keys(calls).filter((file) => !existsSync(join(projectRoot, file)))).toEqual([]);
    const known = new Set(names);
    const called = Object.values(calls).flat();
    expect(called.filter((route) => !known.has(route.replace(refused, "")))).toEqual([]);
    expect(called.length).toBeGreaterThan(names.length);
  });
});

describe("every endpoint", () => {
  it("is shown by a test that is skipped nowhere, or listed with the reason why it never succeeds", () => {
    const calls = readCalls();
    const unshown = names.filter((name) => !isShown(name, calls));
    expect(unshown.sort()).toEqual(Object.keys(neverSucceed).sort());
    const called = new Set(Object.values(calls).flat());
    expect(unshown.filter((name) => !called.has(name + refused))).toEqual([]);
  });

  it("does all that the source of the table says: no action of a job or an event is left over", () => {
    const told = new Set([...facts.values()].flatMap(({ jobs, events }) => [...jobs, ...events]));
    const sources = projectFiles().filter((path) => path.startsWith("local-cloud/resources/"));
    const said = sources.flatMap((path) => {
      const text = readFileSync(join(projectRoot, path), "utf8");
      // What is called so in events, jobs and notifications; `action` of a firewall's rule is no such thing.
      return [...text.matchAll(/\b(?:action|create|update|delete): "([a-z0-9]+(?:_[a-z0-9]+)+)"/g)].map(
        ([, action = ""]) => action,
      );
    });
    expect(said.length).toBeGreaterThan(50);
    expect(said.filter((action) => !told.has(action))).toEqual([]);
    const kinds = written.groups.flatMap(({ jobs }) => jobs.map(({ name }) => name));
    expect(kinds.filter((name) => !told.has(name))).toEqual([]);
  });

  it("refuses and records what the page says of it, when it is asked to", async () => {
    const { ok, call, settle } = await start();
    const { id } = await ok("POST", "/linode/instances", linode);
    await settle();
    const wall = { label: "wall", rules: { inbound_policy: "DROP", outbound_policy: "DROP" } };
    const firewall = await ok("POST", "/networking/firewalls", wall);
    const asked = [
      ["POST", "/volumes", "/volumes", { label: "data", region: "fr-par", size: 1 }],
      ["POST", "/linode/instances/:id/boot", `/linode/instances/${id}/boot`, {}],
      ["POST", "/linode/instances/:id/resize", `/linode/instances/${id}/resize`, { type: linode.type }],
      ["POST", "/vpcs", "/vpcs", { label: "a b", region: "fr-par" }],
      ["POST", "/networking/firewalls", "/networking/firewalls", wall],
      ["POST", "/object-storage/keys", "/object-storage/keys", { label: "" }],
      ["GET", "/object-storage/keys/:id", "/object-storage/keys/1", undefined],
    ] as const;
    for (const [method, route, path, body] of asked) {
      const { reason } = (errors(await call(method, path, body)) as { reason: string }[])[0] ?? {
        reason: "",
      };
      const { refusals = [] } = facts.get(`${method} ${route}`) ?? {};
      expect([route, reason, refusals.some((text) => matches(text, reason))]).toEqual([route, reason, true]);
    }
    await ok("PUT", `/networking/firewalls/${firewall.id}`, { status: "disabled" });
    await ok("POST", `/linode/instances/${id}/shutdown`);
    const { data } = await ok("GET", "/account/events", undefined, {
      "X-Filter": '{"+or":[{"action":"firewall_disable"},{"action":"linode_shutdown"}]}',
    });
    expect(data.map((one: { action: string }) => one.action).sort()).toEqual([
      "firewall_disable",
      "linode_shutdown",
    ]);
    expect(facts.get("PUT /networking/firewalls/:id")?.events).toContain("firewall_disable");
    expect(facts.get("POST /linode/instances/:id/shutdown")?.jobs).toEqual(["linode_shutdown"]);
    expect(facts.get("POST /volumes")?.settings).toEqual(["volumeEncryptionDefault"]);
    expect(facts.get("POST /volumes")?.capabilities).toContain("Block Storage");
  });
});

describe("what is left out", () => {
  const left = missing(sections.flatMap(routesOf), readDocumented());
  const paths = left.map((operation) => operation.replace(/^\w+ /, ""));

  it("has one reason each, and no reason is about nothing", () => {
    const reasons = paths.map((path) => [path, leftOut.filter(([pattern]) => pattern.test(path)).length]);
    expect(reasons.filter(([, count]) => count !== 1)).toEqual([]);
    expect(leftOut.filter(([pattern]) => !paths.some((path) => pattern.test(path)))).toEqual([]);
  });

  it.skipIf(folder === undefined)(
    `is held against the names in the API's document; to write them anew: vitest run -u${noDocument}`,
    async () => {
      const document = new ApiDocument(folder ?? "");
      const newer = new Set(undocumented.map(({ method, path }) => `${method} ${path}`));
      const operations = document
        .paths()
        .flatMap((path) => document.operationsOf(path).map(({ method }) => ({ method, path })))
        .sort((one, other) => (key(one) < key(other) ? -1 : 1))
        .map(({ method, path }) => `${method} ${path}`)
        .filter((operation) => !newer.has(operation));
      const [, version] =
        /^ {2}version: (\S+)$/m.exec(readFileSync(join(folder ?? "", "linode.yaml"), "utf8")) ?? [];
      await expect(`${JSON.stringify({ version, operations }, null, 2)}\n`).toMatchFileSnapshot(
        documentedFile,
      );
    },
  );
});

function key({ method, path }: { method: string; path: string }): string {
  return `${path} ${method}`;
}

/** Whether an answer is what the page says, with … for what varies. */
function matches(text: string, reason: string): boolean {
  const pieces = text
    .trim()
    .split("…")
    .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pieces.join(".+")}$`).test(reason);
}
