import { describe, expect, it } from "vitest";
import { forbidUnused } from "../../../policy-pack/waivers/forbidUnused";
import { onTheDay } from "../support/configuration";
import { dataNode, gatewayFirewall, volume } from "../support/fixtures";
import { change } from "../support/resource";
import { changed, props } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { unknownString } from "../support/unknowns";
import { affinity, encryption, notices, plain, unused } from "../support/waiverRuns";
import { PackRun, waiving } from "../support/waivers";

onTheDay();

describe("forbidUnused", () => {
  it("refuses a waiver that nothing needed", () => {
    const run = new PackRun([waiving(encryption, plain.name)]);
    expect(run.analyze(encryption, volume)).toEqual([]);
    expect(unused(run)).toEqual(["waivers[0]"]);
    expect(notices(run)).toEqual([]);
  });

  it("refuses a waiver whose name fits two resources, and covers the first only", () => {
    const run = new PackRun([waiving("bastide-resource-require-allowed-region", dataNode.name)]);
    const [node, disk] = [change(dataNode, { region: "us-east" }), change(volume, { region: "us-east" })];
    expect(run.analyze("bastide-resource-require-allowed-region", node)).toEqual([]);
    expect(run.analyze("bastide-resource-require-allowed-region", disk)).toHaveLength(1);
    expect(run.analyzeStack(forbidUnused.name, twoClasses)[0]).toContain("names several resources");
  });
});

describe("requireNotice", () => {
  const atUp = "linode-firewall-forbid-inbound-from-internet";

  it("says nothing where no waiver is used", () => {
    expect(notices(new PackRun([]))).toEqual([]);
  });

  it("does not call a waiver unused for what is known in the update only", () => {
    const inbounds = [{ action: "ACCEPT", protocol: "TCP", ports: "22", ipv4s: [unknownString] }];
    const run = new PackRun([waiving(atUp, gatewayFirewall.name)]);
    expect(run.analyze(atUp, change(gatewayFirewall, { inbounds }))).toEqual([]);
    expect(unused(run)).toEqual([]);
    expect(notices(run)[0]).toContain("known in the update only");
  });
});

describe("what can't be judged", () => {
  it("is not waived: a value that is not known", () => {
    const run = new PackRun([waiving(encryption, plain.name)]);
    expect(run.analyze(encryption, change(volume, { encryption: unknownString }))).toHaveLength(1);
    expect(unused(run)).toEqual(["waivers[0]"]);
  });

  it("is not waived: a value of another shape", () => {
    const keys = "linode-instance-require-hardware-keys";
    const run = new PackRun([waiving(keys, dataNode.name)]);
    expect(run.analyze(keys, change(dataNode, { authorizedKeys: "all" }))).toHaveLength(1);
    expect(unused(run)).toEqual(["waivers[0]"]);
  });

  it("is not waived: a relation with a value that is not known", () => {
    const run = new PackRun([waiving(affinity, "events-fr-par-data")]);
    const unknown = changed(
      twoClasses,
      "PlacementGroup events-fr-par",
      props({ placementGroupPolicy: unknownString }),
    );
    expect(run.analyzeStack(affinity, unknown)).toHaveLength(1);
    expect(unused(run)).toEqual(["waivers[0]"]);
  });
});
