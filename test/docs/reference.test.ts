import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { configurationReference } from "../../docs/build/configuration";

it("docs/configuration.md is what the schema says; `npm run docs` writes it", () => {
  expect(readFileSync(join(__dirname, "../../docs/configuration.md"), "utf8")).toBe(configurationReference());
});
