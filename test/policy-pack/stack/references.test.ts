import { describe, expect, it } from "vitest";
import { requireReferencesInStack } from "../../../policy-pack/stack/requireReferencesInStack";
import { changed, type Member, props, stackMessages, uses } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { unknownString } from "../support/unknowns";

/** The stack with ids, known where they are given. */
const withIds = (ids: Readonly<Record<string, string>>) =>
  twoClasses.map((member) =>
    props({ id: ids[`${member.type.split(":").at(-1)} ${member.name}`] ?? unknownString })(member),
  );
const data = "Instance account-fr-par-data";
const wall = "Firewall account-fr-par-data";
const subnet = "VpcSubnet account-fr-par";
const messagesOf = (members: readonly Member[]) => stackMessages(requireReferencesInStack, members);
const refused = (members: readonly Member[], property: string) =>
  expect(messagesOf(members)).toEqual([expect.stringContaining(`\`${property}\``)]);

describe("an id that has a relation but is not the related resource's", () => {
  it.each([
    ["firewall", data, "firewallId", 424242],
    ["subnet", data, "interfaces", [{ purpose: "vpc", subnetId: 424242 }]],
    ["placement group", data, "placementGroup", { id: 424242 }],
    ["script", data, "stackscriptId", 424242],
    ["VPC", subnet, "vpcId", 424242],
    ["instance of a volume", "Volume account-fr-par", "linodeId", 424242],
    ["host of an attachment", "FirewallAttachment account-fr-par-data", "entityId", 424242],
    ["load balancer", "NodeBalancerConfig account-fr-par", "nodebalancerId", 424242],
    ["bucket", "ObjectStorageKey account-fr-par", "bucketAccesses", [{ bucketName: "another" }]],
    ["region", "ObjectStorageKey account-fr-par", "bucketAccesses", [{ region: "de-fra-2" }]],
  ])(
    "is refused while the related resource does not exist, and once it does: %s",
    (_, key, property, value) => {
      refused(changed(withIds({}), key, props({ [property]: value })), property);
      const all = Object.fromEntries(
        twoClasses.map(({ type, name }) => [`${type.split(":").at(-1)} ${name}`, "7"]),
      );
      refused(changed(withIds(all), key, props({ [property]: value })), property);
    },
  );

  it("is accepted where it is that resource's own id, label or address, with a port or without", () => {
    const ids = { [wall]: "5", [subnet]: "9", [data]: "4", "LockedBucket account-fr-par": "x" };
    const interfaces = [{ purpose: "vpc", subnetId: 9, ipv4: { vpc: "10.64.10.11" } }];
    const own = changed(withIds(ids), data, props({ firewallId: 5, interfaces }));
    const labelled = changed(own, "LockedBucket account-fr-par", props({ label: "backup" }));
    const accesses = { bucketAccesses: [{ bucketName: "backup", region: "fr-par" }] };
    const keyed = changed(labelled, "ObjectStorageKey account-fr-par", props(accesses));
    const addressed = changed(keyed, data, props({ privateIpAddress: "192.168.140.7" }));
    const backend: Member = {
      type: "linode:index/nodeBalancerNode:NodeBalancerNode",
      name: "account",
      props: { address: "192.168.140.7:443" },
      uses: { address: [data] },
    };
    expect(messagesOf([...addressed, backend])).toEqual([]);
    refused([...addressed, props({ address: "192.168.140.8:443" })(backend)], "address");
  });

  it("may be an older one where the program never changes it, on a resource that exists", () => {
    const stale = (id: string) =>
      changed(withIds({ [data]: id }), data, (member) => ({
        ...props({ firewallId: 5 })(member),
        ignoreChanges: ["firewallId"],
      }));
    expect(messagesOf(stale("4"))).toEqual([]);
    refused(stale(unknownString), "firewallId");
  });
});

describe("what comes from outside the stack's classes", () => {
  const reference: Member = { type: "pulumi:pulumi:StackReference", name: "other", props: {} };
  it.each([
    ["VPC", subnet, "vpcId"],
    ["firewall of a balancer", "NodeBalancer account-fr-par-balancer", "firewallId"],
    ["firewall of an instance", data, "firewallId"],
  ])("is refused while it is not known: %s of another stack", (_, key, property) => {
    const foreign = (member: Member) =>
      props({ [property]: unknownString })(uses({ [property]: ["StackReference other"] })(member));
    refused([...changed(twoClasses, key, foreign), reference], property);
  });

  it("is accepted where the provider has yet to say it", () => {
    const silent = (member: Member) => props({ firewallId: unknownString })(uses({ firewallId: [] })(member));
    expect(messagesOf(changed(twoClasses, data, silent))).toEqual([]);
  });

  it.each(["ipv4s", "sharedIpv4s"])(
    "is refused as `%s` of a new instance, not as what one says that it has",
    (property) => {
      const gateway = "Instance account-fr-par-gateway";
      const given = (member: Member) =>
        props({ [property]: ["203.0.113.9"] })(uses({ [property]: [] })(member));
      refused(changed(withIds({}), gateway, given), property);
      expect(messagesOf(changed(withIds({ [gateway]: "4" }), gateway, given))).toEqual([]);
    },
  );
});

describe("a firewall's own list of devices", () => {
  const listing = (property: string, value: unknown, ids: Readonly<Record<string, string>>) =>
    changed(withIds(ids), wall, props({ [property]: value }));

  it.each(["linodes", "nodebalancers"])(
    "is refused where `%s` holds an id that is written by hand",
    (property) => {
      refused(listing(property, [424242], {}), property);
      refused(listing(property, [4, 424242], { [wall]: "5", [data]: "4" }), property);
    },
  );

  it("is accepted with hosts of this stack, not known ones, and one that is about to be replaced", () => {
    expect(messagesOf(listing("linodes", [4], { [wall]: "5", [data]: "4" }))).toEqual([]);
    expect(messagesOf(listing("linodes", [unknownString], {}))).toEqual([]);
    expect(messagesOf(listing("linodes", [3], { [wall]: "5" }))).toEqual([]);
    refused(listing("linodes", [3, 424242], { [wall]: "5" }), "linodes");
  });

  it("is accepted by relation", () => {
    const related = changed(withIds({}), wall, uses({ linodes: [data] }));
    expect(messagesOf(changed(related, wall, props({ linodes: [unknownString] })))).toEqual([]);
  });
});
