import { describe, expect, it } from "vitest";
import { previewReport } from "../../cli/preview/schema";
import { bastide } from "../cli/run";
import { copyOf, noEngine, packFolder, withEngine } from "../engine/support";

describe("the report", { timeout: 180_000 }, () => {
  it.skipIf(noEngine !== "")(withEngine("is the same through the engine and offline"), async () => {
    const folder = copyOf("program");
    const report = async (engine: string) => {
      const args = ["preview", "--stack", "dev", "--policy-pack", packFolder, "--json", "--engine", engine];
      const { stdout } = await bastide(folder, args, { FIXTURE_BREAK: "volume-protected,graph" });
      const { way, notes: _, ...rest } = previewReport.parse(JSON.parse(stdout));
      expect(way).toBe(engine === "pulumi" ? "engine" : "offline");
      return rest;
    };
    const offline = await report("offline");
    expect(await report("pulumi")).toEqual(offline);
    expect(offline.violations.filter(({ fails }) => fails)).toHaveLength(2);
    expect(offline.violations.find(({ policy }) => policy === "volume-protected")?.source).toEqual({
      file: "main.js",
      line: 12,
    });
  });
});
