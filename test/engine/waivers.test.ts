import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { ensureCloud, removeCloud } from "../../engine/localCloud/ensure";
import { openPack } from "../../engine/offline/packProcess";
import { previewOffline } from "../../engine/offline/preview";
import { loadProject, stackFolder } from "../../engine/project";
import { findEngine } from "../../engine/pulumi/find";
import { previewWithEngine } from "../../engine/pulumi/preview";
import { Session } from "../../engine/pulumi/session";
import { upWithEngine } from "../../engine/pulumi/up";
import { readStackConfig } from "../../engine/stackConfig";
import type { Verdict } from "../../engine/verdict";
import { prodWith, stackFile } from "../support/infraConfigs";
import { waiver } from "../support/infraWaiver";
import { redated } from "../support/redated";
import { copyOf, noEngine, root, withEngine } from "./support";

const project = loadProject(copyOf("waived"));
const packFolder = join(root, "policy-pack");
const policies = {
  "bastide-resource-require-tags": "zone",
  "bastide-stack-require-two-regions": "data",
  "bastide-stack-require-backups": "data",
  "bastide-configuration-require-reviews": "bastide:reviews.policy",
} as const;
const waivers = Object.entries(policies).map(([policy, resource]) => ({ ...waiver, policy, resource }));
const overdue = { "reviews.policy": "2025-11-01" };
const stacks = {
  used: prodWith({ ...overdue, waivers }),
  unused: prodWith({
    ...overdue,
    waivers: [...waivers, { ...waiver, policy: "linode-volume-require-encryption", resource: "data" }],
  }),
  expired: prodWith({
    ...overdue,
    waivers: waivers.map((one, i) => (i === 1 ? { ...one, expiry: "2026-11-23" } : one)),
  }),
  none: prodWith(overdue),
};

for (const [stack, values] of Object.entries(stacks)) {
  writeFileSync(join(project.root, `Pulumi.${stack}.yaml`), redated(stackFile(values)));
}

async function offline(stack: string): Promise<Verdict> {
  const config = readStackConfig(project, stack);
  const pack = openPack(packFolder, { project: project.name, stack, values: config.values });
  return (await previewOffline({ project, stack, config, pack })).verdict;
}

const failing = ({ violations }: Verdict) =>
  violations.filter(({ fails }) => fails).map(({ policy, urn }) => [policy, urn.split("::").at(-1)]);

describe("waivers, offline", () => {
  it("let a stack pass that breaks what they name, and are counted and listed", async () => {
    const verdict = await offline("used");
    expect(failing(verdict)).toEqual([]);
    expect(verdict.compliant).toBe(true);
    expect(verdict.waivers.map(({ policy, resource, covered }) => [policy, resource, covered])).toEqual(
      Object.entries(policies).map(([policy, resource]) => [policy, resource, 1]),
    );
    expect(verdict.waivers[0]).toMatchObject({
      urn: expect.stringContaining("::zone"),
      reason: waiver.reason,
      requestedBy: "bjarne",
      approvers: ["amara (security)", "dagny (management)"],
      ticket: "INC-1",
      start: redated(waiver.start),
      expiry: redated(waiver.expiry),
    });
    expect(verdict.passed).not.toContain("bastide-resource-require-tags");
  });

  it("refuse a stack when one is unused", async () => {
    const verdict = await offline("unused");
    expect(failing(verdict)).toEqual([["bastide-waivers-forbid-unused", "waived-unused"]]);
    expect(verdict.waivers).toHaveLength(waivers.length);
  });

  it("let nothing pass when they have expired", async () => {
    const verdict = await offline("expired");
    expect(failing(verdict)).toEqual(
      expect.arrayContaining([
        ["bastide-waivers-require-validity", "waived-expired"],
        ["bastide-stack-require-two-regions", "data"],
      ]),
    );
    expect(failing(verdict)).toHaveLength(2);
  });

  it("are what lets the stack pass: without them every rule refuses it", async () => {
    const verdict = await offline("none");
    expect(new Set(failing(verdict).map(([policy]) => policy))).toEqual(new Set(Object.keys(policies)));
    expect(verdict.waivers).toEqual([]);
  });
});

describe.skipIf(noEngine !== "")(withEngine("waivers through the engine"), () => {
  afterAll(async () => {
    for (const stack of Object.keys(stacks)) {
      await removeCloud(stackFolder(project, stack));
    }
  });

  it.each(["used", "unused"])("give the same verdict as offline: %s", { timeout: 240_000 }, async (stack) => {
    const found = findEngine(project);
    const engine = found.usable ? found.engine : expect.fail(noEngine);
    const online = (await previewWithEngine({ project, stack, packFolder, engine })).verdict;
    const { compliant, violations, waivers: used, passed } = await offline(stack);
    const sorted = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).sort();
    expect(online.compliant).toBe(compliant);
    expect(sorted(online.violations)).toEqual(sorted(violations));
    expect(online.waivers).toEqual(used);
    expect(online.passed.filter((policy) => policy in policies)).toEqual(
      passed.filter((policy) => policy in policies),
    );
  });

  it("hold in the update and for the state as well, each of which has a pack of its own", {
    timeout: 240_000,
  }, async () => {
    const found = findEngine(project);
    const engine = found.usable ? found.engine : expect.fail(noEngine);
    const folder = stackFolder(project, "used");
    const up = await upWithEngine({ project, stack: "used", folder, packFolder, engine });
    expect(up).toMatchObject({ made: 2, preview: { verdict: { compliant: true } } });

    const session = await Session.open({
      project,
      stack: "used",
      folder,
      engine,
      cloud: await ensureCloud({ folder }),
    });
    const update = await session.operate(["up", "--yes", "--skip-preview", "--policy-pack", packFolder]);
    expect(update.code, update.stdout).toBe(0);
    expect(update.stdout.match(/Waiver "bastide:waivers\[\d\]" covers 1 violation/g)).toHaveLength(
      waivers.length,
    );

    // Without a program the engine gives the pack no configuration; then there is no waiver either.
    const analyze = ["policy", "analyze", "--policy-pack", packFolder];
    expect((await session.run(analyze)).code).not.toBe(0);
    vi.stubEnv("PULUMI_CONFIG", JSON.stringify(readStackConfig(project, "used").values));
    const told = await Session.open({
      project,
      stack: "used",
      folder,
      engine,
      cloud: await ensureCloud({ folder }),
    });
    const analysed = await told.run(analyze);
    vi.unstubAllEnvs();
    expect(analysed.code, analysed.stdout).toBe(0);
    expect(analysed.stdout).toContain('Waiver "bastide:waivers[0]" covers 1 violation');
  });
});
