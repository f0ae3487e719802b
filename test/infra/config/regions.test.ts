import { describe, expect, it } from "vitest";

import { regions, requiredCapabilities } from "../../../catalogue/regions";
import { prodWith } from "../../support/infraConfigs";
import { problemsOf } from "./problems";

describe("each of Linode's regions", () => {
  it.each(regions.map((region) => [region.id, region] as const))(
    "is judged by what it offers: %s",
    (id, region) => {
      const regionsOf = {
        [id]: { number: 1, role: "active" },
        ...(id === "fr-par"
          ? { "de-fra-2": { number: 2, role: "standby" } }
          : { "fr-par": { number: 2, role: "standby" } }),
      };
      const lacking = requiredCapabilities.filter((capability) => !region.capabilities.includes(capability));
      const problems = problemsOf(prodWith({ regions: regionsOf }));
      expect(problems.map((p) => p.key)).toEqual(lacking.length === 0 ? [] : [`bastide:regions.${id}`]);
      for (const capability of lacking) expect(problems[0]?.message).toContain(capability);
    },
  );
});
