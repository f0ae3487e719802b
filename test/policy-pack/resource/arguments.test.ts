import { describe, expect, it } from "vitest";
import { argumentsOfTypes } from "../../../policy-pack/arguments";
import { requireReviewedArguments } from "../../../policy-pack/resource/requireReviewedArguments";
import { bucketKey, dataNode, fixtures, password, plainBucket, provider, volume } from "../support/fixtures";
import { accepts, change, messagesOf, messagesWithUnknown, refuses } from "../support/resource";
import { leavesOf, unknownString } from "../support/unknowns";

describe("requireReviewedArguments", () => {
  const vpc = { purpose: "vpc", subnetId: 7 };
  refuses(requireReviewedArguments, dataNode, [
    ["an argument is new", { maintenancePolicy: "linode/power_off_on" }],
    ["a part of a list is new", { interfaces: [{ ...vpc, linodeInterface: {} }] }],
    ["a part of an object is new", { placementGroup: { id: 9, migrate: true } }],
    ["a list is something else", { interfaces: "public" }],
    ["it is restored from a backup", { backupId: 4 }],
    ["disks and kernels are set by hand", { configs: [{ label: "boot", kernel: "linode/grub2" }] }],
    ["it shares an address", { sharedIpv4s: ["203.0.113.4"] }],
    ["a network is routed to it", { interfaces: [{ ...vpc, ipRanges: ["10.64.0.0/16"] }] }],
    ["an alert is off", { alerts: { cpu: 0 } }],
    ["an alert is not known yet", { alerts: { cpu: unknownString } }],
    ["alerts are not known yet", { alerts: unknownString }],
    ["a refused argument is not known yet", { backupId: unknownString }],
    ["a new argument is not known yet", { maintenancePolicy: unknownString }],
  ]);
  accepts(requireReviewedArguments, dataNode, [
    ["an argument is empty", { sharedIpv4s: [], bootConfigLabel: "", backupId: null }],
    ["an alert is set", { alerts: { cpu: 90 } }],
    ["the provider notes what it has added", { interfaces: [{ ...vpc, __defaults: ["primary"] }] }],
    ["an argument that others judge is not known yet", { firewallId: unknownString }],
  ]);

  it.each([
    ["a bucket's own certificate", change(plainBucket, { cert: { certificate: "c", privateKey: "k" } })],
    ["another endpoint", change(plainBucket, { s3Endpoint: "s3.example.org" })],
    ["a key for whole regions", change(bucketKey, { regions: ["fr-par"] })],
    [
      "a cluster",
      change(bucketKey, {
        bucketAccesses: [{ bucketName: "b", cluster: "fr-par-1", permissions: "read_only" }],
      }),
    ],
    ["a short password", change(password, { length: 31 })],
    ["a password of digits", change(password, { lower: false })],
    ["somebody else's provider", change(provider, { pluginDownloadURL: "https://example.org" })],
    ["a profile of this machine", change(provider, { configProfile: "default" })],
    ["keys of this account", change(provider, { objAccessKey: "KEY" })],
    ["temporary keys, as text", change(provider, { objUseTempKeys: "true" })],
    ["temporary keys", change(provider, { objUseTempKeys: true })],
    ["buckets that go with their content", change(provider, { objBucketForceDelete: "true" })],
  ])("refuses %s", (_, fixture) => {
    expect(messagesOf(requireReviewedArguments, fixture)).toHaveLength(1);
  });

  it.each([["false"], [false]])("takes the provider's default %j as it is", (value) => {
    expect(messagesOf(requireReviewedArguments, change(provider, { objUseTempKeys: value }))).toEqual([]);
  });

  it("takes any section of the stack's own configuration, and no other provider for it", () => {
    const own = { ...provider, type: "pulumi:providers:bastide" };
    expect(messagesOf(requireReviewedArguments, change(own, { regions: "{}", whatever: "{}" }))).toEqual([]);
    expect(messagesOf(requireReviewedArguments, change(own, { pluginDownloadURL: "x" }))).toHaveLength(1);
  });

  it("names the argument, the reason and the way to have it reviewed", () => {
    expect(messagesOf(requireReviewedArguments, change(volume, { encryptionKey: "x" }))).toEqual([
      'Volume "account-fr-par-data-1" gives `encryptionKey`, which the pack does not know in this form. Remove it. ' +
        'To have it reviewed, see "An argument that is refused" in docs/policies.md.',
    ]);
  });

  it.each(fixtures.map((fixture) => [fixture.type, fixture.name, fixture] as const))(
    "refuses in %s %s an unknown value just where it would refuse some value",
    (type, _name, fixture) => {
      for (const leaf of leavesOf(fixture.props)) {
        const entry = Object.entries(argumentsOfTypes[type] ?? {}).find(
          ([path]) => leaf === path || leaf.startsWith(`${path}.`) || leaf.startsWith(`${path}[`),
        )?.[1];
        const isStrict =
          entry === undefined ||
          ["limited", "refused"].includes(entry.verdict) ||
          (entry.verdict === "judged" && entry.early === true);
        expect(messagesWithUnknown(requireReviewedArguments, fixture, leaf).length > 0, leaf).toBe(isStrict);
      }
    },
  );
});
