import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(__dirname, "../..");
const program = join(root, "infra");
const files = readdirSync(program, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);

/** A policy can't see that a value was secret once (AC-6), so the program itself is read. */
describe("the program", () => {
  it("is there", () => expect(files.length).toBeGreaterThan(20));

  it.each(files)("makes no secret plain in %s", (file) => {
    expect(readFileSync(join(program, file), "utf8")).not.toMatch(/\bunsecret\b/);
  });
});
