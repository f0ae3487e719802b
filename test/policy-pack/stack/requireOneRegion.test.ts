import { describe, expect, it } from "vitest";
import { requireOneRegion } from "../../../policy-pack/stack/requireOneRegion";
import { refuses } from "../support/refuses";
import { changed, stackMessages, uses } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { unknownString } from "../support/unknowns";

describe("requireOneRegion", () => {
  const data = "Instance account-fr-par-data";
  refuses(requireOneRegion, [
    [
      "a data node is in another region's placement group",
      data,
      uses({ placementGroup: ["PlacementGroup account-de-fra-2"] }),
      "placementGroup",
    ],
    [
      "a host is in another region's network",
      data,
      uses({ interfaces: ["VpcSubnet account-de-fra-2"] }),
      "interfaces",
    ],
    [
      "a gateway has another region's address",
      "Instance account-fr-par-gateway",
      uses({ ipv4s: ["NetworkingIp account-de-fra-2"] }),
      "ipv4s",
    ],
    [
      "a volume is attached to another region's host",
      "Volume account-fr-par",
      uses({ linodeId: ["Instance account-de-fra-2-data"] }),
      "linodeId",
    ],
  ]);
  it("judges a subnet by its network, and leaves a region that is not known to the rule about regions", () => {
    const moved = changed(twoClasses, "VpcSubnet account-fr-par", uses({ vpcId: ["Vpc account-de-fra-2"] }));
    expect(stackMessages(requireOneRegion, moved)).toHaveLength(2);
    const hidden = changed(moved, "Vpc account-de-fra-2", (member) => ({
      ...member,
      props: { ...member.props, region: unknownString },
    }));
    expect(stackMessages(requireOneRegion, hidden)).toEqual([]);
  });
});
