import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureCloud, removeCloud } from "../../engine/localCloud/ensure";
import { openPack } from "../../engine/offline/packProcess";
import { previewOffline } from "../../engine/offline/preview";
import type { Preview } from "../../engine/preview";
import { stackFolder } from "../../engine/project";
import { findEngine } from "../../engine/pulumi/find";
import { previewIn } from "../../engine/pulumi/preview";
import { Session } from "../../engine/pulumi/session";
import { readStackConfig } from "../../engine/stackConfig";
import { noEngine, withEngine } from "../engine/support";
import {
  inTwoLanes,
  packFolder,
  prepare,
  readScenarios,
  reported,
  type Scenario,
  stack,
  verdictOf,
} from "./support";

const scenarios = readScenarios();
/** The engine takes seconds for each: within all tests every other program goes through it, all of them when asked for. */
const throughEngine =
  process.env.BASTIDE_INTEGRATION === "all" ? scenarios : scenarios.filter((_, index) => index % 2 === 0);
const projects = new Map(scenarios.map((scenario) => [scenario, prepare(scenario)]));

function projectOf(scenario: Scenario) {
  return projects.get(scenario) ?? expect.fail(`${scenario.name} was not prepared`);
}

const offline = new Map<Scenario, Promise<Preview>>();
function offlinePreview(scenario: Scenario): Promise<Preview> {
  const project = projectOf(scenario);
  const config = readStackConfig(project, stack);
  const known =
    offline.get(scenario) ??
    previewOffline({
      project,
      stack,
      config,
      pack: openPack(packFolder, { project: project.name, stack, values: config.values }),
    });
  offline.set(scenario, known);
  return known;
}

/** Each program is named by its folder; the comment at its top says whose style it is. */
describe("programs that the pack did not expect", () => {
  it.each(scenarios)("$name, offline", { timeout: 60_000 }, async (scenario) => {
    const { verdict } = await offlinePreview(scenario);
    expect(reported(verdict.violations)).toEqual(scenario.violations);
    expect(verdict.compliant).toBe(!verdict.violations.some(({ level }) => level === "mandatory"));
    expect(verdict.violations.filter(({ couldNotRun }) => couldNotRun)).toEqual([]);
  });
});

describe.skipIf(noEngine !== "")(withEngine("the same programs through the engine"), () => {
  const folder = mkdtempSync(join(tmpdir(), "bastide-integration-"));
  let engine: ReadonlyMap<Scenario, Promise<Preview>>;

  beforeAll(async () => {
    const cloud = await ensureCloud({ folder });
    engine = inTwoLanes(throughEngine, async (scenario) => {
      const project = projectOf(scenario);
      const found = findEngine(project);
      const session = await Session.open({
        project,
        stack,
        folder: stackFolder(project, stack),
        engine: found.usable ? found.engine : expect.fail(found.reason),
        cloud,
      });
      return previewIn(session, { project, stack, packFolder });
    });
    for (const result of engine.values()) {
      result.catch(() => undefined);
    }
  });

  afterAll(async () => {
    await Promise.allSettled(engine.values());
    await removeCloud(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(throughEngine)("$name gets the same verdict", { timeout: 300_000 }, async (scenario) => {
    const online = (await engine.get(scenario)) ?? expect.fail("not started");
    const { verdict } = await offlinePreview(scenario);
    expect(reported(online.verdict.violations)).toEqual(scenario.violations);
    expect(verdictOf(online.verdict.violations)).toEqual(verdictOf(verdict.violations));
    expect(online.verdict.compliant).toBe(verdict.compliant);
  });
});
