import { describe, expect, it } from "vitest";
import { requireAntiAffinity } from "../../../policy-pack/stack/requireAntiAffinity";
import { requireVolumeForDataNode } from "../../../policy-pack/stack/requireVolumeForDataNode";
import { refuses } from "../support/refuses";
import { type Member, stackMessages, uses } from "../support/stack";
import { twoClasses } from "../support/twoClasses";

describe("requireVolumeForDataNode", () => {
  refuses(requireVolumeForDataNode, [
    [
      "the volume is attached to nothing",
      "Volume account-fr-par",
      uses({ linodeId: [] }),
      "without a volume",
    ],
    [
      "two nodes would share one",
      "Volume account-fr-par",
      uses({ linodeId: ["Instance account-de-fra-2-data"] }),
      '"account-fr-par-data"',
    ],
  ]);
});

describe("requireAntiAffinity between groups", () => {
  const linode = (name: string) => `linode:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;
  const tags = ["data-class:account", "role:data", "managed-by:bastide"];
  const group: Member = {
    type: linode("PlacementGroup"),
    name: "second",
    props: { region: "fr-par", placementGroupType: "anti_affinity:local", placementGroupPolicy: "strict" },
  };
  const peer = (name: string): Member => ({
    type: linode("Instance"),
    name: "peer",
    props: { region: "fr-par", tags },
    uses: { placementGroup: [`PlacementGroup ${name}`] },
  });

  it("accepts a peer in the same group", () => {
    expect(stackMessages(requireAntiAffinity, [...twoClasses, peer("account-fr-par")])).toEqual([]);
  });

  it("refuses a peer in a strict group of its own, which may be on the same machine", () => {
    expect(stackMessages(requireAntiAffinity, [...twoClasses, group, peer("second")])).toEqual([
      expect.stringMatching(/^Instance "peer" is a data node that may share a machine/),
    ]);
  });
});
