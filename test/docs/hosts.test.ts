import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { hostsPage } from "../../docs/build/hosts";

it("docs/hosts.md is what the files of hosts say; `npm run docs` writes it", () => {
  expect(readFileSync(join(__dirname, "../../docs/hosts.md"), "utf8")).toBe(hostsPage());
});
