import { describe, expect, it } from "vitest";
import { requireDataNodeForVolume } from "../../../policy-pack/stack/requireDataNodeForVolume";
import { changed, keyOf, props, stackMessages } from "../support/stack";
import { twoClasses } from "../support/twoClasses";

describe("requireDataNodeForVolume", () => {
  it("accepts the compliant stack", () => {
    expect(stackMessages(requireDataNodeForVolume, twoClasses)).toEqual([]);
  });

  it("refuses a node with data that calls itself an edge", () => {
    const named = twoClasses.find(({ type, name }) => type.endsWith(":Instance") && name.includes("data"));
    const disguise = props({ tags: ["data-class:account", "role:edge", "managed-by:bastide"] });
    const disguised = changed(twoClasses, named === undefined ? "" : keyOf(named), disguise);
    expect(stackMessages(requireDataNodeForVolume, disguised).join()).toContain(
      "does not have the role data",
    );
  });
});
