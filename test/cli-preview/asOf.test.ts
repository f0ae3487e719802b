import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bastide, stackTrace } from "../cli/run";
import { noEngine, root, withEngine } from "../engine/support";
import { copyCheckout } from "../support/checkout";

const dayMs = 86_400_000;
/** So many days after the real today, from which the copy's dates are counted. */
const inDays = (days: number): string => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);

describe("what the policy pack will say", { timeout: 240_000 }, () => {
  let folder: string;
  beforeAll(() => {
    folder = copyCheckout();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is nothing today, and names on another day what will have run out by then", async () => {
    const day = inDays(400);
    const { code, stdout } = await bastide(folder, ["preview", "--as-of", day, "--json"]);
    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report).toMatchObject({ asOf: day, compliant: false });
    expect(report.notes[0]).toContain(`Judged as of ${day}`);
    const failed = new Set(report.violations.map(({ policy }: { policy: string }) => policy));
    expect([...failed].sort()).toEqual([
      "bastide-configuration-require-account-audits",
      "bastide-configuration-require-approvals",
      "bastide-configuration-require-reviews",
    ]);

    const today = await bastide(folder, ["preview"]);
    expect(today.code, today.stdout).toBe(0);
    expect(today.stdout).toContain("Stack prod is compliant.");
  });

  it("is said of that day in every form for people", async () => {
    const day = inDays(400);
    const forms = ["text", "markdown", "junit", "sarif"].flatMap((form) => ["--out", `${form}=${form}.out`]);
    await bastide(folder, ["preview", "--as-of", day, ...forms]);
    const said = (form: string) => readFileSync(join(folder, `${form}.out`), "utf8");
    expect(said("text")).toContain(`As of ${day}, stack prod is not compliant`);
    expect(said("markdown")).toContain(`As of ${day}, stack prod is not compliant`);
    expect(said("junit")).toContain(`name="prod as of ${day}"`);
    expect(said("sarif")).toContain(`bastide-preview/prod/as-of-${day}/`);
  });

  it("is about the past too: what was reviewed later has not happened yet", async () => {
    const { code, stderr } = await bastide(folder, ["preview", "--as-of", inDays(-600)]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/bastide:reviews\.policy\n.* is in the future\./);
  });

  it.each([["preview"], ["up"]])("is asked of %s with a day, offline", async (command) => {
    for (const [args, message] of [
      [["--as-of", "2027-02-29"], /--as-of "2027-02-29" is no day of the calendar/],
      [["--as-of", "soon", "--engine", "offline"], /--as-of "soon" is no day of the calendar/],
    ] as const) {
      const { code, stderr } = await bastide(folder, [command, ...args]);
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(stackTrace);
    }
  });

  it("is no evidence: the report for auditors takes no other day", async () => {
    const { code, stderr } = await bastide(folder, ["report", "--as-of", "2027-01-02"]);
    expect(code).toBe(2);
    expect(stderr).toContain("unknown option '--as-of'");
  });

  it.skipIf(noEngine !== "").each([["preview"], ["up"]])(
    withEngine("is not asked of the engine, with %s"),
    async (command) => {
      const args = [command, "--as-of", inDays(1), "--engine", "pulumi"];
      const { code, stderr } = await bastide(folder, args);
      expect(code).toBe(2);
      expect(stderr).toContain("the Pulumi engine judges by the machine's clock only");
      expect(stderr).toContain("Add --engine offline");
    },
  );

  it("can't be told a pack by its environment: it reads what the engine hands it, and no clock", () => {
    const folderOfPack = join(root, "policy-pack");
    const sources = readdirSync(folderOfPack, { recursive: true, encoding: "utf8" }).filter((name) =>
      /^(?!.*node_modules).*\.[jt]s$/.test(name),
    );
    const read = sources.flatMap((name) =>
      [
        ...readFileSync(join(folderOfPack, name), "utf8").matchAll(/process\s*\.\s*(env\b(?:\.\w+)?|argv)/g),
      ].map(([, what]) => what),
    );
    expect([...new Set(read)].sort()).toEqual(["env.BASTIDE_DEBUG", "env.LINODE_TOKEN", "env.PULUMI_CONFIG"]);
  });
});

describe("the policy pack's settings", { timeout: 240_000 }, () => {
  let folder: string;
  beforeAll(() => {
    folder = copyCheckout();
    mkdirSync(join(folder, "settings"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const previewWith = (settings: unknown) => {
    writeFileSync(join(folder, "settings", "pack.json"), JSON.stringify(settings));
    return bastide(folder, ["preview", "--policy-pack-config", "settings/pack.json"]);
  };

  it("are given to its policies", async () => {
    const lock = "bastide-locked-bucket-require-compliance-lock";
    const { code, stdout } = await previewWith({ [lock]: { minimumDays: 36 } });
    expect(code).toBe(1);
    expect(stdout).toContain("locks its versions for less than 36 days");
    expect((await previewWith({ [lock]: { minimumDays: 35 } })).code).toBe(0);
  });

  it("are refused where the pack has no such policy or setting, all at once", async () => {
    const { code, stderr } = await previewWith({
      "no-policy": "mandatory",
      "bastide-resource-require-allowed-region": { allowedRegion: ["fr-par"], allowedRegions: "fr-par" },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('`no-policy` is no policy of "bastide".');
    expect(stderr).toContain(
      "`bastide-resource-require-allowed-region.allowedRegion` is no setting of this policy: it has allowedRegions.",
    );
    expect(stderr).toContain(
      "`bastide-resource-require-allowed-region.allowedRegions` is not a list of strings.",
    );
    expect(stderr).not.toMatch(stackTrace);
  });
});
