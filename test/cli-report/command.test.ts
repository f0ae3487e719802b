import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evidenceSchema } from "../../docs/build/schemas";
import { bastide, stackTrace } from "../cli/run";
import { copyCheckout } from "../support/checkout";

const published = join(__dirname, "../../docs/schemas/report.schema.json");

describe("bastide report", { timeout: 120_000 }, () => {
  let folder: string;

  beforeAll(() => {
    folder = copyCheckout();
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("publishes the schema that it writes by; `npm run docs` writes it", () => {
    expect(readFileSync(published, "utf8")).toBe(evidenceSchema());
  });

  it("writes prod's matrix as JSON and as a page that names the JSON's digest, and exits 0", async () => {
    const { code, stdout, stderr } = await bastide(folder, ["report", "--json"]);
    expect(code, stderr).toBe(0);
    const evidence = JSON.parse(stdout);
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(published, "utf8")));
    validate(evidence);
    expect(validate.errors).toBeNull();
    expect(evidence).toMatchObject({ compliant: true, stack: "prod", way: "offline", commit: null });
    expect(evidence.controls.filter(({ verdict }: { verdict: string }) => verdict === "violated")).toEqual(
      [],
    );
    const out = join(folder, "evidence", "report", "prod");
    expect(readFileSync(join(out, "report.json"), "utf8")).toBe(stdout);
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain(
      createHash("sha256").update(stdout).digest("hex"),
    );
  });

  it("exits 1 where a policy is broken, and says which control that breaks", async () => {
    const file = join(folder, "Pulumi.broken.yaml");
    const prod = readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8");
    writeFileSync(file, prod.replace(/(reviews:[\s\S]*?policy: )"\d{4}/, '$1"2020'));
    const { code, stdout } = await bastide(folder, ["report", "--stack", "broken", "--out", "there"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/GO-1 .*✗ violated/);
    expect(stdout).toMatch(/Stack broken is not compliant/);
    expect(existsSync(join(folder, "there", "report.html"))).toBe(true);
  });

  it("writes nothing where the configuration is wrong, and exits 2", async () => {
    writeFileSync(join(folder, "Pulumi.wrong.yaml"), "config:\n  bastide:regions: 7\n");
    const { code, stderr } = await bastide(folder, ["report", "--stack", "wrong", "--out", "nowhere"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/bastide:regions/);
    expect(stderr).not.toMatch(stackTrace);
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
  });
});
