import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { readAccess } from "../../engine/localCloud/access";
import { removeCloud } from "../../engine/localCloud/ensure";
import { CloudApi } from "../../engine/offline/create/api";
import { openPack } from "../../engine/offline/packProcess";
import { previewOffline } from "../../engine/offline/preview";
import { loadProject, type Project, stackFolder } from "../../engine/project";
import { findEngine } from "../../engine/pulumi/find";
import { previewWithEngine } from "../../engine/pulumi/preview";
import { destroyWithEngine } from "../../engine/pulumi/up";
import { readStackConfig } from "../../engine/stackConfig";
import { bastide } from "../cli/run";
import { comparable } from "../engine/compare";
import { noEngine, withEngine } from "../engine/support";
import { copyCheckout } from "../support/checkout";

const stack = "prod";

/** Every path of the API under which the stack makes something. */
const paths = [
  "/linode/instances",
  "/linode/stackscripts",
  "/volumes",
  "/vpcs",
  "/networking/firewalls",
  "/networking/reserved/ips",
  "/placement/groups",
  "/nodebalancers",
  "/domains",
  "/object-storage/buckets",
  "/object-storage/keys",
];

describe.skipIf(noEngine !== "")(withEngine("prod through the engine"), { timeout: 600_000 }, () => {
  let folder: string;
  let project: Project;

  beforeAll(() => {
    folder = copyCheckout();
    project = loadProject(folder);
  });

  afterAll(async () => {
    await removeCloud(stackFolder(project, stack));
    rmSync(folder, { recursive: true, force: true });
  });

  const up = async () => {
    const ran = await bastide(folder, ["up", "--stack", stack, "--engine", "pulumi", "--json"]);
    expect(ran.code, ran.stderr.slice(-3_000)).toBe(0);
    return JSON.parse(ran.stdout) as { way: string; made: number; changed: number; total: number };
  };
  const access = () => readAccess(stackFolder(project, stack)) ?? expect.fail("There is no local cloud.");
  const api = () => new CloudApi(access().url, access().token);
  /** Linode's own StackScripts, which every account sees, don't count. */
  const idsOf = async (path: string) =>
    (await api().list(path)).filter(({ mine }) => mine !== false).map(({ id }) => id);

  it("has the same resources, inputs and verdict as offline", async () => {
    const found = findEngine(project);
    const engine = found.usable ? found.engine : expect.fail(noEngine);
    const config = readStackConfig(project, stack);
    const packFolder = join(folder, "policy-pack");
    const pack = openPack(packFolder, { project: project.name, stack, values: config.values });
    const offline = await previewOffline({ project, stack, config, pack });
    const online = await previewWithEngine({ project, stack, packFolder, engine });
    expect(comparable(online.resources)).toEqual(comparable(offline.resources));
    expect(online.verdict.compliant).toBe(true);
    expect(offline.verdict.compliant).toBe(true);
    expect(online.verdict.violations).toEqual(offline.verdict.violations);
  });

  it("comes up, and a second up changes nothing", async () => {
    const first = await up();
    expect(first).toMatchObject({ way: "engine", changed: 0 });
    expect(first.made).toBe(first.total);
    expect(first.total).toBeGreaterThan(270);
    expect(await up()).toMatchObject({ made: 0, changed: 0, total: first.total });
    for (const path of paths) expect(await idsOf(path), path).not.toEqual([]);
  });

  it("keeps no temporary key and nothing that the program did not ask for", async () => {
    const labels = (await api().list("/object-storage/keys")).map(({ label }) => String(label));
    expect(labels.filter((label) => !/-(writer|exchange)$/.test(label))).toEqual([]);
  });

  it("switches the active region by changing DNS records, and no server", async () => {
    const file = join(folder, "Pulumi.prod.yaml");
    const before = readFileSync(file, "utf8");
    const servers = await idsOf("/linode/instances");
    writeFileSync(
      file,
      before
        .replace("number: 1, role: active", "number: 1, role: standby")
        .replace("number: 2, role: standby", "number: 2, role: active"),
    );
    // One record for each of the five classes' gateways, two for each of the three endpoints; and each of the 20 data nodes is told which
    // region takes writes when a cluster is first made.
    expect(await up()).toMatchObject({ made: 0, changed: 31 });
    expect(await idsOf("/linode/instances")).toEqual(servers);
  });

  it("leaves the local cloud empty after destroy, what is protected included", async () => {
    const cloud = access();
    const found = findEngine(project);
    const engine = found.usable ? found.engine : expect.fail(noEngine);
    await destroyWithEngine({ project, stack, folder: stackFolder(project, stack), engine, cloud });
    for (const path of paths) expect(await idsOf(path), path).toEqual([]);
  });
});
