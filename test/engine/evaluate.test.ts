import { describe, expect, it } from "vitest";
import { hasUnknown, isSecret, unknownValue } from "../../engine/offline/wire";
import { evaluateFixture, named } from "./support";

describe("an offline evaluation", () => {
  it("gives each resource the engine's URN, with every parent's type and without the stack's", async () => {
    const evaluation = await evaluateFixture();
    expect(named(evaluation, "demo-inner-volume").urn).toBe(
      "urn:pulumi:dev::fixture::fixture:index:Outer$fixture:index:Inner$linode:index/volume:Volume::demo-inner-volume",
    );
    expect(named(evaluation, "zone").urn).toBe("urn:pulumi:dev::fixture::linode:index/domain:Domain::zone");
    expect(named(evaluation, "fixture-dev").urn).toBe(
      "urn:pulumi:dev::fixture::pulumi:pulumi:Stack::fixture-dev",
    );
  });

  it("registers default providers before their first resource, as the engine does", async () => {
    const { resources } = await evaluateFixture();
    const order = resources.map(({ name }) => name);
    expect(order.indexOf("default_5_1_1")).toBeGreaterThan(-1);
    expect(order.indexOf("default_5_1_1")).toBeLessThan(order.indexOf("demo-vpc"));
    expect(named({ resources }, "demo-vpc").provider).toBe(
      `urn:pulumi:dev::fixture::pulumi:providers:linode::default_5_1_1::${unknownValue}`,
    );
  });

  it("leaves ids and computed outputs unknown, and what was given known", async () => {
    const evaluation = await evaluateFixture();
    expect(named(evaluation, "demo-subnet").inputs).toEqual({
      vpcId: unknownValue,
      label: "demo-subnet",
      ipv4: "10.1.0.0/24",
    });
    const { outputs } = named(evaluation, "demo-inner-volume");
    expect(outputs).toMatchObject({
      size: 20,
      encryption: "enabled",
      status: unknownValue,
      id: unknownValue,
    });
    expect(evaluation.outputs.volume).toBe(unknownValue);
  });

  it("keeps secrets marked, in outputs and in what is made of them", async () => {
    const evaluation = await evaluateFixture("sealed");
    expect(isSecret(named(evaluation, "demo-password").outputs.result)).toBe(true);
    expect(isSecret(named(evaluation, "zone").inputs.description)).toBe(true);
    // What is made of an unknown secret is simply unknown on the wire, as Pulumi's SDK sends it to the engine too.
    expect(named(evaluation, "demo-instance").inputs.metadatas).toEqual([{ userData: unknownValue }]);
  });

  it("records the options that Pulumi's mocks leave out", async () => {
    const evaluation = await evaluateFixture();
    const volume = named(evaluation, "demo-inner-volume");
    const instance = named(evaluation, "demo-instance");
    expect(volume.options).toMatchObject({
      protect: true,
      replaceOnChanges: ["encryption"],
      customTimeouts: { create: "10m", update: "", delete: "" },
    });
    expect(volume.propertyDependencies.linodeId).toEqual([instance.urn]);
    expect(instance.options).toMatchObject({ ignoreChanges: ["firewallId"], deleteBeforeReplace: true });
    expect(instance.dependencies).toContain(named(evaluation, "demo-vpc").urn);
    expect(named(evaluation, "demo").options.aliases).toEqual([
      "urn:pulumi:dev::fixture::fixture:index:Outer::old-demo",
    ]);
    expect(named(evaluation, "demo-password").options.additionalSecretOutputs).toEqual([
      "bcryptHash",
      "result",
    ]);
  });

  it("adds the defaults that the provider's check adds to the inputs", async () => {
    const { inputs } = named(await evaluateFixture(), "demo-instance");
    expect(inputs).toMatchObject({ migrationType: "cold", resizeDisk: false, watchdogEnabled: true });
    expect(inputs.interfaces).toMatchObject([{ primary: true }, { primary: false }]);
  });

  it("gives the program its configuration as the engine would", async () => {
    const { outputs } = await evaluateFixture();
    expect(outputs).toMatchObject({
      fallback: "from-the-project",
      tags: { first: "a", second: "b" },
      reviewed: "2026-10-05 00:00:00 +0000 UTC",
      quoted: "2026-10-05",
    });
  });

  it("never decrypts: an encrypted value is a secret whose value is unknown", async () => {
    const { outputs } = await evaluateFixture("sealed");
    expect(isSecret(outputs.token) && hasUnknown(outputs.token)).toBe(true);
  });

  it("can be repeated in one process with the same result", async () => {
    const [first, second] = [await evaluateFixture(), await evaluateFixture()];
    const plain = (resources: typeof first.resources) =>
      [...resources].map(({ urn, inputs }) => ({ urn, inputs })).sort((a, b) => a.urn.localeCompare(b.urn));
    expect(plain(second.resources)).toEqual(plain(first.resources));
  });

  it("leaves the working directory and the console as they were", async () => {
    const before = [process.cwd(), console.log];
    await evaluateFixture();
    expect([process.cwd(), console.log]).toEqual(before);
  });
});
