import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { joinDocuments, readWholeDocument } from "../../bench/support/apiDocument";
import { ApiDocument, openapiFolder } from "../openapi/document";
import { projectRoot } from "../support/projectFiles";

const group = (paths: string): string =>
  `openapi: 3.0.1\ninfo:\n  title: a group\npaths:\n${paths}components: {}\nservers:\n  - url: https://example.org\n`;

describe("the document that Prism serves", () => {
  it("joins the groups, with the version before each path and nothing else changed", () => {
    const one = group("  /vpcs:\n    get:\n      description: |\n        /vpcs is a path\n\n          /v4\n");
    const other = group("  /regions:\n    get: {}\n  /regions/{regionId}:\n    get: {}\n");
    expect(load(joinDocuments([one, other]))).toMatchObject({
      openapi: "3.0.1",
      paths: {
        "/v4/vpcs": { get: { description: "/vpcs is a path\n\n  /v4\n" } },
        "/v4/regions": { get: {} },
        "/v4/regions/{regionId}": { get: {} },
      },
    });
  });

  it.each([
    ["without paths", "openapi: 3.0.1\n"],
    ["with components, which others may refer to", group("").replace("{}", "\n  schemas: {}")],
  ])("refuses a group %s", (_, document) => {
    expect(() => joinDocuments([group(""), document])).toThrow("Document 2 has no paths, or has components.");
  });

  const folder = openapiFolder();
  const why = "there is no document of the API; LINODE_OPENAPI_DIR names its folder";
  it.skipIf(folder === undefined)(
    `has every path of Linode's${folder === undefined ? ` (${why})` : ""}`,
    () => {
      const text = readWholeDocument(folder ?? "");
      const found = [...text.matchAll(/^ {2}\/v4(\/.+):$/gm)].map((match) => match[1] ?? "");
      expect(found.length).toBeGreaterThan(200);
      const document = new ApiDocument(folder ?? "");
      for (const path of found) expect(document.paths()).toContain(path);
    },
  );
});

describe("Prism's packages", () => {
  const read = (name: string) => JSON.parse(readFileSync(join(projectRoot, "bench/prism", name), "utf8"));
  const { packages } = read("package-lock.json") as {
    packages: Record<
      string,
      { version: string; integrity?: string; resolved?: string; dependencies: unknown }
    >;
  };
  const { dependencies } = read("package.json") as { dependencies: Record<string, string> };

  it("are locked by version and checksum, and by no registry's address", () => {
    expect(packages[""]?.dependencies).toEqual(dependencies);
    const { "": _, ...installed } = packages;
    expect(Object.keys(installed).length).toBeGreaterThan(100);
    for (const [path, { integrity, resolved }] of Object.entries(installed)) {
      expect([path, integrity?.slice(0, 7), resolved]).toEqual([path, "sha512-", undefined]);
    }
  });

  it("are exactly one version of Prism, and none of this project's", () => {
    expect(Object.keys(dependencies)).toEqual(["@stoplight/prism-cli"]);
    const project = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
    expect({ ...project.dependencies, ...project.devDependencies }).not.toHaveProperty(
      "@stoplight/prism-cli",
    );
    expect(dependencies["@stoplight/prism-cli"]).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
