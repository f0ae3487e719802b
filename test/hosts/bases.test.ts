import { describe, expect, it } from "vitest";

import { baselinePart, roleParts, unneededPackages } from "../../infra/hosts/roles";
import { packagesOf } from "../../local-cloud/hosts/recipe";

describe("the full base of hosts on this machine", () => {
  const there = new Set(packagesOf("full"));

  it("has every package that a role installs, so that hosts need not fetch it one by one", () => {
    const wanted = [baselinePart, ...Object.values(roleParts)].flatMap(({ packages }) => packages);
    expect(wanted.filter((name) => !there.has(name))).toEqual([]);
  });

  it("has none that every host takes away again", () => {
    expect(unneededPackages.filter((name) => there.has(name))).toEqual([]);
  });
});
