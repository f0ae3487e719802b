import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { requireAntiAffinity } from "../../../policy-pack/stack/requireAntiAffinity";
import { requireReplica } from "../../../policy-pack/stack/requireReplica";
import { requireVolumeForDataNode } from "../../../policy-pack/stack/requireVolumeForDataNode";
import { refuses } from "../support/refuses";
import { replica } from "../support/replicas";
import { changed, type Member, props, stackMessages, uses } from "../support/stack";
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
      expect.stringMatching(/^Instance "peer" may share a machine/),
    ]);
  });
});

describe("requireAntiAffinity between service nodes", () => {
  const linode = (name: string) => `linode:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;
  const group: Member = {
    type: linode("PlacementGroup"),
    name: "service",
    props: { region: "fr-par", placementGroupType: "anti_affinity:local", placementGroupPolicy: "strict" },
  };
  const node = (name: string, groups: readonly string[]): Member => ({
    type: linode("Instance"),
    name,
    props: { region: "fr-par", tags: ["data-class:account", "role:service", "managed-by:bastide"] },
    uses: { placementGroup: groups.map((one) => `PlacementGroup ${one}`) },
  });
  const judged = (...nodes: readonly Member[]) =>
    stackMessages(requireAntiAffinity, [...twoClasses, group, ...nodes]);

  it("asks nothing of one alone, and of several a group of their own", () => {
    expect(judged(node("one", []))).toEqual([]);
    expect(judged(node("one", ["service"]), node("two", ["service"]))).toEqual([]);
  });

  it("refuses one that may be on the machine of another", () => {
    const refused = [expect.stringMatching(/^Instance "two" may share a machine/)];
    expect(judged(node("one", ["service"]), node("two", []))).toEqual(refused);
    expect(judged(node("one", ["service"]), node("two", ["account-fr-par"]))).toEqual(refused);
  });

  it("asks no group of a lone node, and refuses one that keeps nobody apart", () => {
    const loose = { ...group, props: { ...group.props, placementGroupType: "affinity:local" } };
    const alone = (of: Member, groups: readonly string[]) =>
      stackMessages(requireAntiAffinity, [...twoClasses, of, node("one", groups)]);
    expect(alone(group, [])).toEqual([]);
    expect(alone(group, ["service"])).toEqual([]);
    expect(alone(loose, ["service"])).toHaveLength(1);
  });
});

describe("requireReplica", () => {
  const configure = (regions: unknown) =>
    vi.stubEnv("PULUMI_CONFIG", JSON.stringify({ "bastide:regions": JSON.stringify(regions) }));
  const compliant = [...twoClasses, ...replica("account"), ...replica("events")];
  beforeEach(() => configure({ "fr-par": { role: "active" }, "de-fra-2": { role: "standby" } }));
  afterEach(() => vi.unstubAllEnvs());

  it("accepts two data nodes of each class in the active region", () => {
    expect(stackMessages(requireReplica, compliant)).toEqual([]);
  });

  it("refuses a class that has one", () => {
    const one = changed(compliant, "Instance events-fr-par-replica", props({ region: "de-fra-2" }));
    expect(stackMessages(requireReplica, one)).toEqual([
      expect.stringMatching(/^Instance "events-fr-par-data" .* 1 data nodes of class `events`/),
    ]);
  });

  it("refuses classes that have none in the region that becomes active", () => {
    configure({ "nl-ams": { role: "active" } });
    expect(stackMessages(requireReplica, compliant)).toHaveLength(2);
  });
});
