import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAccess } from "../../engine/localCloud/access";
import { removeCloud } from "../../engine/localCloud/ensure";
import { CloudApi } from "../../engine/offline/create/api";
import { openPack } from "../../engine/offline/packProcess";
import { previewOffline } from "../../engine/offline/preview";
import { loadProject, type Project, stackFolder } from "../../engine/project";
import { type EngineInstallation, findEngine, isAtLeast } from "../../engine/pulumi/find";
import { previewWithEngine } from "../../engine/pulumi/preview";
import { RunRecord } from "../../engine/pulumi/runRecord";
import { destroyWithEngine, upWithEngine } from "../../engine/pulumi/up";
import { readStackConfig } from "../../engine/stackConfig";
import { comparable, plannedOf } from "./compare";
import { copyOf, noEngine, packFolder, withEngine } from "./support";

describe("the search for a CLI", () => {
  it.each([
    ["3.200.0", "3.200.0", true],
    ["3.248.0", "3.200.0", true],
    ["3.99.9", "3.200.0", false],
    ["4.0.0", "3.200.0", true],
    ["3.200.0-alpha.1", "3.200.0", true],
  ])("version %s is at least %s: %s", (version, oldest, expected) => {
    expect(isAtLeast(version, oldest)).toBe(expected);
  });

  it("finds none where there is none, and says what to do", () => {
    const path = process.env.PATH;
    const home = process.env.HOME;
    try {
      process.env.PATH = "/nowhere";
      process.env.HOME = "/nowhere";
      const found = findEngine(loadProject(copyOf("program")));
      expect(found).toMatchObject({ usable: false, fix: expect.stringContaining("--engine offline") });
    } finally {
      process.env.PATH = path;
      process.env.HOME = home;
    }
  });
});

describe.skipIf(noEngine !== "")(withEngine("the engine on a local cloud"), () => {
  let project: Project;
  let folder: string;
  let engine: EngineInstallation;

  beforeAll(() => {
    project = loadProject(copyOf("program"));
    folder = stackFolder(project, "dev");
    const found = findEngine(project);
    engine = found.usable ? found.engine : expect.fail(noEngine);
  });

  afterAll(async () => {
    await removeCloud(folder);
  });

  const up = () => upWithEngine({ project, stack: "dev", folder, packFolder, engine });
  const api = () => {
    const access = readAccess(folder) ?? expect.fail("no cloud");
    return new CloudApi(access.url, access.token);
  };

  it("previews the same resources with the same inputs, and the same verdict, as offline", {
    timeout: 120_000,
  }, async () => {
    const config = readStackConfig(project, "dev");
    const pack = openPack(packFolder, { project: project.name, stack: "dev", values: config.values });
    const offline = await previewOffline({ project, stack: "dev", config, pack });
    const online = await previewWithEngine({ project, stack: "dev", packFolder, engine });
    expect(comparable(online.resources)).toEqual(comparable(offline.resources));
    expect(plannedOf(online.resources)).toEqual(plannedOf(offline.resources));
    expect(online.verdict.compliant).toBe(offline.verdict.compliant);
    const brief = ({ violations }: typeof online.verdict) =>
      violations.map(({ policy, urn, message, level, fails }) => ({ policy, urn, message, level, fails }));
    expect(brief(online.verdict)).toEqual(brief(offline.verdict));
  });

  it("brings the stack up, changes nothing the second time, and leaves the user's file alone", {
    timeout: 180_000,
  }, async () => {
    const file = join(project.root, "Pulumi.dev.yaml");
    const before = readFileSync(file, "utf8");
    expect(await up()).toMatchObject({ made: 9, changed: 0, total: 9 });
    expect(await up()).toMatchObject({ made: 0, changed: 0, total: 9 });
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  const stateFile = () => join(folder, "state", ".pulumi", "stacks", project.name, "dev.json");
  /** Makes the engine forget resources of a type, and gives what undoes it. */
  function forget(type: string): () => void {
    const text = readFileSync(stateFile(), "utf8");
    const state = JSON.parse(text);
    const { latest } = state.checkpoint;
    latest.resources = latest.resources.filter((resource: { type: string }) => resource.type !== type);
    writeFileSync(stateFile(), JSON.stringify(state));
    return () => writeFileSync(stateFile(), text);
  }

  it("leaves alone what somebody else made under a label of the stack, and says what to do", {
    timeout: 180_000,
  }, async () => {
    const undo = forget("linode:index/volume:Volume");
    const [volume] = await api().list("/volumes");
    await expect(up()).rejects.toMatchObject({
      message: expect.stringContaining("Label must be unique"),
      fix: expect.stringContaining("Rename or remove it"),
    });
    expect((await api().list("/volumes")).map(({ id }) => id)).toEqual([volume?.id]);
    undo();
  });

  it("makes anew what somebody removed and other resources build upon", { timeout: 180_000 }, async () => {
    forget("linode:index/domainRecord:DomainRecord");
    const [zone] = await api().list("/domains");
    await api().remove(`/domains/${zone?.id}`);
    expect(await up()).toMatchObject({ made: 2, runs: 2 });
    expect(await up()).toMatchObject({ made: 0, changed: 0, runs: 0 });
  });

  it("makes nothing twice after a create was interrupted, and releases the dead lock", {
    timeout: 180_000,
  }, async () => {
    // As a CLI leaves it that is killed between the API's answer and its own record: the volume is in the cloud, in the
    // state it is only being created, and the lock names a process that is gone.
    const path = stateFile();
    const state = JSON.parse(readFileSync(path, "utf8"));
    const { resources } = state.checkpoint.latest;
    const volume = resources.find(({ type }: { type: string }) => type === "linode:index/volume:Volume");
    const { id: _, outputs: __, ...goal } = volume;
    state.checkpoint.latest.resources = resources.filter((resource: unknown) => resource !== volume);
    state.checkpoint.latest.pending_operations = [{ type: "creating", resource: goal }];
    writeFileSync(path, JSON.stringify(state));
    const locks = join(folder, "state", ".pulumi", "locks", "organization", project.name, "dev");
    rmSync(locks, { recursive: true, force: true });
    mkdirSync(locks, { recursive: true });
    writeFileSync(
      join(locks, "dead.json"),
      JSON.stringify({ pid: 2 ** 22 + 1, username: "x", timestamp: "2026-01-01T00:00:00Z" }),
    );

    // What an `up` notes before it begins: none of it was there.
    RunRecord.in(folder).begin({ "/volumes": [] });

    // A CLI that is killed at the wrong moment also leaves this file without content.
    writeFileSync(`${path}.attrs`, "");

    expect(await up()).toMatchObject({ made: 1 });
    expect((await api().list("/volumes")).map(({ label }) => label)).toEqual(["demo-inner-volume"]);
  });

  it("destroys what is protected too, and leaves the cloud empty and the user's file in place", {
    timeout: 180_000,
  }, async () => {
    const cloud = readAccess(folder) ?? expect.fail("no cloud");
    expect(await destroyWithEngine({ project, stack: "dev", folder, engine, cloud })).toBe(9);
    expect(await api().list("/linode/instances")).toEqual([]);
    expect(await api().list("/volumes")).toEqual([]);
    expect(existsSync(join(project.root, "Pulumi.dev.yaml"))).toBe(true);
    expect(existsSync(join(folder, "state"))).toBe(false);
  });
});
