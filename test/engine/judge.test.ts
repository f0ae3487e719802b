import { afterEach, describe, expect, it } from "vitest";
import type { PackConfig } from "../../engine/offline/analyzer";
import { seconds } from "../../engine/offline/analyzerMessages";
import { judge, reconcile } from "../../engine/offline/judge";
import { openPack, startPack } from "../../engine/offline/packProcess";
import { readStackConfig } from "../../engine/stackConfig";
import type { Verdict } from "../../engine/verdict";
import { evaluateFixture, fixtures, packFolder, program } from "./support";

const config = readStackConfig(program, "dev");

afterEach(() => {
  delete process.env.FIXTURE_BREAK;
});

async function verdict(broken = "", policies: PackConfig = {}): Promise<Verdict> {
  process.env.FIXTURE_BREAK = broken;
  const pack = openPack(packFolder, { project: "fixture", stack: "dev", values: config.values });
  return judge({
    evaluation: await evaluateFixture(),
    config,
    pack,
    packConfig: { file: "pack.json", policies },
  });
}

describe("the judge", () => {
  it("gives the pack all that the engine gives it, so that a compliant program passes", async () => {
    const { compliant, violations, judged, pack, passed } = await verdict();
    expect(violations.filter(({ fails }) => fails)).toEqual([]);
    expect(compliant).toBe(true);
    expect(pack).toEqual({ name: "fixture", version: "1.2.3" });
    expect(judged).toBe((await evaluateFixture()).resources.length);
    expect(passed).toEqual(
      expect.arrayContaining(["volume-protected", "graph", "provider-known", "told-the-configuration"]),
    );
  });

  it("asks about components too, and keeps advice apart from violations", async () => {
    const { violations } = await verdict();
    expect(violations).toEqual([
      expect.objectContaining({
        policy: "advises",
        level: "advisory",
        fails: false,
        message: "Seen demo-inner with provider undefined.",
      }),
    ]);
  });

  it("reports a violation with its resource, severity and the message without the description", async () => {
    const { compliant, violations } = await verdict("volume-protected");
    expect(compliant).toBe(false);
    expect(violations).toContainEqual({
      policy: "volume-protected",
      level: "mandatory",
      severity: "high",
      urn: "urn:pulumi:dev::fixture::fixture:index:Outer$fixture:index:Inner$linode:index/volume:Volume::demo-inner-volume",
      message: "It was asked to fail.",
      couldNotRun: false,
      fails: true,
    });
  });

  it("gives a rule about the whole stack the stack's URN", async () => {
    const { violations } = await verdict("graph");
    expect(violations.find(({ policy }) => policy === "graph")?.urn).toBe(
      "urn:pulumi:dev::fixture::pulumi:pulumi:Stack::fixture-dev",
    );
  });

  it("takes a mandatory rule that could not be run for a failure", async () => {
    const { compliant, violations } = await verdict("reads-unknown");
    expect(compliant).toBe(false);
    expect(violations).toContainEqual(
      expect.objectContaining({
        policy: "reads-unknown",
        couldNotRun: true,
        level: "mandatory",
        fails: true,
      }),
    );
  });

  it("configures the pack: levels and settings reach the policies", async () => {
    const { compliant, violations } = await verdict("volume-protected", {
      "volume-protected": { enforcementLevel: "advisory" },
      graph: { properties: { wanted: 2 } },
    });
    expect(compliant).toBe(false);
    expect(violations.find(({ policy }) => policy === "volume-protected")?.fails).toBe(false);
    expect(violations.find(({ policy }) => policy === "graph")?.message).toBe(
      "The default of the schema is missing.",
    );
  });

  it("refuses configuration for a policy that the pack does not have", () => {
    const info = { name: "p", displayName: "", version: "1", policies: [], initialConfig: {} };
    expect(() => reconcile(info, { nonsense: { enforcementLevel: "disabled" } })).toThrow(/nonsense/);
  });

  it("says what is wrong when the pack is none, or can't start", async () => {
    expect(() => startPack(fixtures)).toThrow(/PulumiPolicy\.yaml/);
  });

  it.each([
    ["", 0],
    ["10m", 600],
    ["1h30m", 5400],
    ["1.5s", 1.5],
    ["250ms", 0.25],
  ])("reads the Go duration %j", (text, expected) => {
    expect(seconds(text)).toBe(expected);
  });
});
