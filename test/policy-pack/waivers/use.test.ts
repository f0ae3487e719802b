import { describe, expect, it } from "vitest";
import { forbidHostingOutside } from "../../../policy-pack/configuration/forbidHostingOutside";
import { requireSections } from "../../../policy-pack/configuration/requireSections";
import { forbidSecretsInUserData } from "../../../policy-pack/instance/forbidSecretsInUserData";
import { requireKnownType } from "../../../policy-pack/resource/requireKnownType";
import { forbidGeneratedSecrets } from "../../../policy-pack/stack/forbidGeneratedSecrets";
import { forbidSharing } from "../../../policy-pack/stack/forbidSharing";
import { requireOneClass } from "../../../policy-pack/stack/requireOneClass";
import { requireReferencesInStack } from "../../../policy-pack/stack/requireReferencesInStack";
import { forbidSecrets } from "../../../policy-pack/stackScript/forbidSecrets";
import { forbidUnused } from "../../../policy-pack/waivers/forbidUnused";
import { requireNotice } from "../../../policy-pack/waivers/requireNotice";
import { requireValidity } from "../../../policy-pack/waivers/requireValidity";
import { keysIn, onTheDay } from "../support/configuration";
import { dataNode, gatewayFirewall, stackRoot, volume } from "../support/fixtures";
import { change } from "../support/resource";
import { changed, props } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { unknownString } from "../support/unknowns";
import { PackRun, waiving } from "../support/waivers";

onTheDay();

const encryption = "linode-volume-require-encryption";
const plain = change(volume, { encryption: "disabled" });
const affinity = "bastide-stack-require-anti-affinity";
const _flexible = changed(
  twoClasses,
  "PlacementGroup events-fr-par",
  props({ placementGroupPolicy: "flexible" }),
);
/** What no waiver covers, by the decision of docs/adr/20261124-waivers.md. */
const _never = [
  forbidSecretsInUserData,
  forbidSecrets,
  forbidGeneratedSecrets,
  requireKnownType,
  requireOneClass,
  forbidSharing,
  requireReferencesInStack,
  forbidHostingOutside,
  requireSections,
  requireValidity,
  forbidUnused,
  requireNotice,
];
const validity = (run: PackRun) => keysIn(run.analyze(requireValidity.name, stackRoot));
const unused = (run: PackRun) => keysIn(run.analyzeStack(forbidUnused.name, twoClasses));
const notices = (run: PackRun) => run.analyzeStack(requireNotice.name, twoClasses);

/** Exactly these keys are blamed, and nothing is waived. */
function _refusesWaiver(waivers: unknown, keys: readonly string[], changes = {}): void {
  const run = new PackRun(waivers, changes);
  expect(run.analyze(encryption, plain)).toHaveLength(1);
  expect(validity(run)).toEqual(keys);
  expect(notices(run)).toEqual([]);
}

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
