import { join } from "node:path";
import { expect, it } from "vitest";
import { policies } from "../../policy-pack/policies";
import { policiesDoc } from "./support/policiesDoc";

it("docs/policies.md says what the policies say (to write it anew: vitest run -u)", async () => {
  await expect(policiesDoc(policies)).toMatchFileSnapshot(join(__dirname, "../../docs/policies.md"));
});
