import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { resourceTypes } from "../../policy-pack/types";

/** The resource types that an installed provider package has, read from its classes. */
function typesOf(name: string): readonly string[] {
  const folder = dirname(require.resolve(`${name}/package.json`));
  return readdirSync(folder)
    .filter((file) => file.endsWith(".js"))
    .flatMap((file) => [
      ...readFileSync(join(folder, file), "utf8").matchAll(/__pulumiType = '([^']+:[^']+)'/g),
    ])
    .map(([, type = ""]) => type)
    .sort();
}

const listed = (provider: string) =>
  Object.keys(resourceTypes)
    .filter((type) => type.startsWith(`${provider}:`))
    .sort();

describe("the table of resource types", () => {
  it("knows every type of @pulumi/linode, and no other", () => {
    const installed = typesOf("@pulumi/linode");
    expect(installed.length).toBeGreaterThan(30);
    expect(listed("linode")).toEqual(installed);
  });

  it("knows every type of @pulumi/random, and no other", () => {
    expect(listed("random")).toEqual(typesOf("@pulumi/random"));
  });

  it("says why for each type that it does not judge", () => {
    for (const [type, entry] of Object.entries(resourceTypes)) {
      expect(entry.verdict === "judged" || /^[A-Z].+\.$/.test(entry.reason), type).toBe(true);
    }
  });

  it("has an argument for each property that it reads", () => {
    for (const [type, entry] of Object.entries(resourceTypes)) {
      if (entry.verdict !== "judged" || !type.startsWith("linode:")) {
        continue;
      }
      const file = `${type.split(/[/:]/)[2]}.d.ts`;
      const source = readFileSync(
        join(dirname(require.resolve("@pulumi/linode/package.json")), file),
        "utf8",
      );
      const wanted = [
        ...(entry.tags ? ["tags"] : []),
        ...(entry.description ? ["description"] : []),
        ...(entry.region ? ["region"] : []),
        ...(entry.belongsTo ?? []),
      ];
      for (const property of wanted) {
        expect(source, `${type}.${property}`).toMatch(new RegExp(`^    ${property}\\??: pulumi.Input<`, "m"));
      }
    }
  });
});
