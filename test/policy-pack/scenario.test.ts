import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Judged } from "../../policy-pack/lib/judge";
import { policies } from "../../policy-pack/policies";
import { prodValues, rawOf } from "../support/infraConfigs";
import { redated } from "../support/redated";
import { edge } from "./support/edge";
import { fixtures, gatewayFirewall, volume } from "./support/fixtures";
import { PackUnderTest } from "./support/packProcess";
import { replica } from "./support/replicas";
import { change } from "./support/resource";
import { changed, props, uses } from "./support/stack";
import { twoClasses } from "./support/twoClasses";
import { withUnknownAt } from "./support/unknowns";

/** The level that the protocol calls mandatory. */
const mandatory = 1;
const advisory = 0;
const office = change(gatewayFirewall, {
  inbounds: [{ action: "ACCEPT", protocol: "UDP", ports: "51820", ipv4s: ["198.51.100.0/24"] }],
});

describe("the pack in its own process", () => {
  let pack: PackUnderTest;
  beforeAll(async () => {
    pack = await PackUnderTest.start({
      PULUMI_CONFIG: redated(JSON.stringify(rawOf(prodValues()))),
    });
  });
  afterAll(() => pack?.stop());

  it("introduces every policy with what an auditor needs", async () => {
    const info = (await pack.info()).toObject();
    expect(info).toMatchObject({
      name: "bastide",
      displayname: "Bastide",
      version: "0.1.0",
      supportsconfig: true,
    });
    expect(info.policiesList.map(({ name }) => name)).toEqual(policies.map(({ name }) => name));
    for (const policy of info.policiesList) {
      expect(policy.enforcementlevel, policy.name).toBe(
        /notice|timely/.test(policy.name) ? advisory : mandatory,
      );
      expect(policy.framework?.reference, policy.name).toMatch(/^[A-Z]{2}-\d+/);
    }
  });

  it.each(fixtures.map((fixture) => [fixture.type, fixture.name, fixture] as const))(
    "accepts the compliant %s %s",
    async (_type, _name, fixture) => expect((await pack.analyze(fixture)).diagnosticsList).toEqual([]),
  );

  it("refuses a broken one, with policy, resource, problem and fix", async () => {
    const { diagnosticsList } = await pack.analyze(change(volume, { encryption: "disabled" }));
    expect(diagnosticsList).toEqual([
      expect.objectContaining({
        policyname: "linode-volume-require-encryption",
        enforcementlevel: mandatory,
        message: expect.stringMatching(
          /^Every volume asks for encryption.*\nVolume "account-fr-par-data-1" is not encrypted\. Set /s,
        ),
      }),
    ]);
  });

  it("does not turn an unknown value into advice", async () => {
    const unknown = { ...volume, props: withUnknownAt(volume.props, "encryption") };
    const { diagnosticsList } = await pack.analyze(unknown);
    expect(diagnosticsList.map(({ policyname, enforcementlevel }) => [policyname, enforcementlevel])).toEqual(
      [["linode-volume-require-encryption", mandatory]],
    );
  });

  it("lets the SDK skip policies of other types before they are read", async () => {
    const { notApplicableList } = await pack.analyze(volume);
    const ofOtherTypes = policies.filter((policy) => {
      const judged = Object("validateResource" in policy && policy.validateResource) as Partial<Judged>;
      return "__pulumiType" in judged && judged.types?.includes(volume.type) === false;
    });
    expect(ofOtherTypes.length).toBeGreaterThan(20);
    expect(notApplicableList.map(({ policyName }) => policyName)).toEqual(
      ofOtherTypes.map(({ name }) => name),
    );
  });

  it("judges a whole stack by its relations", async () => {
    const stack = [
      ...twoClasses,
      ...replica("account"),
      ...replica("events"),
      ...edge("account", "fr-par"),
      ...edge("account", "de-fra-2"),
    ];
    const compliant = await pack.analyzeStack(stack);
    expect(compliant.diagnosticsList).toEqual([]);
    // Rules about waivers are not even read for where there is none.
    expect(compliant.notApplicableList.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("'bastide:waivers'"),
      expect.stringContaining("'bastide:waivers'"),
    ]);
    const crossed = changed(
      stack,
      "Instance account-fr-par-data",
      uses({ interfaces: ["VpcSubnet events-fr-par"] }),
    );
    const flexible = changed(
      crossed,
      "PlacementGroup events-fr-par",
      props({ placementGroupPolicy: "flexible" }),
    );
    const { diagnosticsList } = await pack.analyzeStack(flexible);
    expect(diagnosticsList.map(({ policyname, urn }) => [policyname, urn.split("::").at(-1)])).toEqual([
      ["bastide-stack-forbid-sharing-between-classes", "account-fr-par-data"],
      ["bastide-stack-require-anti-affinity", "events-fr-par-data"],
      ["bastide-stack-require-anti-affinity", "events-fr-par-replica"],
      ["bastide-stack-require-anti-affinity", "events-fr-par-gateway"],
    ]);
  });

  it("takes managed devices' networks from the stack's configuration, and the pack's before those", async () => {
    expect((await pack.analyze(office)).diagnosticsList).toEqual([]);
    await pack.configure({
      "linode-firewall-forbid-inbound-from-internet": { managedDeviceNetworks: ["203.0.113.0/24"] },
    });
    expect((await pack.analyze(office)).diagnosticsList).toHaveLength(1);
  });
});
