import { describe, expect, it } from "vitest";
import { requireAntiAffinity } from "../../../policy-pack/stack/requireAntiAffinity";
import { requireBackups } from "../../../policy-pack/stack/requireBackups";
import { requireBalancerForPublishedPorts } from "../../../policy-pack/stack/requireBalancerForPublishedPorts";
import { requireFirewallOnEveryHost } from "../../../policy-pack/stack/requireFirewallOnEveryHost";
import { requireTwoRegions } from "../../../policy-pack/stack/requireTwoRegions";
import { refuses, tag } from "../support/refuses";
import { replica } from "../support/replicas";
import { changed, type Member, props, stackMessages, uses, without } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { unknownString, withUnknownAt } from "../support/unknowns";

describe("requireFirewallOnEveryHost", () => {
  const none = (member: Member) => uses({ firewallId: [] })(member);
  refuses(requireFirewallOnEveryHost, [
    [
      "there are two",
      "Instance account-fr-par-data",
      uses({ firewallId: ["Firewall account-fr-par-gateway"] }),
      "more than one",
    ],
    [
      "it is another class's",
      "FirewallAttachment account-fr-par-data",
      uses({ firewallId: ["Firewall events-fr-par-data"] }),
      "more than one",
    ],
    [
      "an attachment takes a balancer for an instance",
      "FirewallAttachment account-fr-par-balancer",
      uses({ firewallId: ["Firewall account-fr-par-data"] }),
      "more than one",
    ],
    [
      "an instance is attached as a load balancer",
      "FirewallAttachment account-fr-par-data",
      props({ entityType: "nodebalancer" }),
      "as something else than it is",
    ],
  ]);

  it.each(["Instance account-fr-par-data", "NodeBalancer account-fr-par-balancer"])(
    "refuses %s without one",
    (key) => {
      const attachment = `FirewallAttachment ${key.split(" ")[1]}`;
      const bare = changed(without(twoClasses, attachment), key, none);
      expect(stackMessages(requireFirewallOnEveryHost, bare)).toEqual([
        expect.stringContaining("no firewall of this stack"),
      ]);
    },
  );

  it("refuses another class's", () => {
    const swap = uses({ firewallId: ["Firewall events-fr-par-data"] });
    const swapped = changed(
      changed(twoClasses, "Instance account-fr-par-data", swap),
      "FirewallAttachment account-fr-par-data",
      swap,
    );
    expect(stackMessages(requireFirewallOnEveryHost, swapped)).toEqual([
      expect.stringContaining("not of its class"),
    ]);
  });

  it("refuses another role's", () => {
    const swap = uses({ firewallId: ["Firewall account-fr-par-gateway"] });
    const swapped = changed(
      changed(twoClasses, "Instance account-fr-par-data", swap),
      "FirewallAttachment account-fr-par-data",
      swap,
    );
    expect(stackMessages(requireFirewallOnEveryHost, swapped)).toEqual([
      expect.stringContaining("not of its class and role"),
    ]);
  });

  it("refuses an attachment that is of the wrong kind", () => {
    const bare = changed(twoClasses, "NodeBalancer account-fr-par-balancer", none);
    const wrong = changed(
      bare,
      "FirewallAttachment account-fr-par-balancer",
      props({ entityType: "linode" }),
    );
    expect(stackMessages(requireFirewallOnEveryHost, wrong)).toEqual([
      expect.stringContaining("as something else than it is"),
      expect.stringContaining("no firewall of this stack"),
    ]);
  });

  const key = "Instance account-fr-par-data";
  const bare = changed(without(twoClasses, "FirewallAttachment account-fr-par-data"), key, none);
  const byArgument = without(twoClasses, "FirewallAttachment account-fr-par-data");
  const ignoring = (member: Member): Member => ({ ...member, ignoreChanges: ["firewallId"] });
  it.each<[string, readonly Member[]]>([
    ["by argument alone", byArgument],
    ["by both, where changes to the argument are ignored", changed(twoClasses, key, ignoring)],
  ])("accepts one that is attached %s", (_, members) => {
    expect(stackMessages(requireFirewallOnEveryHost, members)).toEqual([]);
  });
  it.each<[string, readonly Member[]]>([
    ["by an argument whose changes are ignored", changed(byArgument, key, ignoring)],
    ["by attachment alone", changed(twoClasses, key, none)],
    [
      "by a device",
      [
        ...bare,
        {
          type: "linode:index/firewallDevice:FirewallDevice",
          name: "device",
          uses: { firewallId: ["Firewall account-fr-par-data"], entityId: [key] },
        },
      ],
    ],
    ["by the firewall itself", changed(bare, "Firewall account-fr-par-data", uses({ linodes: [key] }))],
  ])("refuses one that is attached only %s: it is open before or after", (_, members) => {
    expect(stackMessages(requireFirewallOnEveryHost, members)).toEqual([
      expect.stringContaining("from its first second on"),
    ]);
  });
});

describe("requireBalancerForPublishedPorts", () => {
  it("takes an address that is not known yet for the internet", () => {
    const rule = { action: "ACCEPT", protocol: "TCP", ports: "443", ipv4s: [unknownString] };
    const hidden = changed(twoClasses, "Firewall account-fr-par-data", props({ inbounds: [rule] }));
    expect(stackMessages(requireBalancerForPublishedPorts, hidden)).not.toEqual([]);
  });
  const open = (protocol: string, ...ipv4s: string[]) =>
    props({ inbounds: [{ action: "ACCEPT", protocol, ports: "443", ipv4s }] });
  refuses(requireBalancerForPublishedPorts, [
    [
      "an instance is published",
      "Firewall account-fr-par-gateway",
      open("TCP", "0.0.0.0/0"),
      "account-fr-par-gateway",
    ],
    [
      "an instance answers one stranger",
      "Firewall account-fr-par-data",
      open("TCP", "203.0.113.7/32"),
      "account-fr-par-data",
    ],
  ]);
  it("leaves the tunnel to its own policy", () => {
    const members = changed(twoClasses, "Firewall account-fr-par-gateway", open("UDP", "203.0.113.7/32"));
    expect(stackMessages(requireBalancerForPublishedPorts, members)).toEqual([]);
  });
});

describe("requireTwoRegions", () => {
  refuses(requireTwoRegions, [
    [
      "data nodes are in one",
      "Instance account-de-fra-2-data",
      props({ region: "fr-par" }),
      "data nodes",
      "account",
    ],
    ["volumes are in one", "Volume account-de-fra-2", props({ region: "fr-par" }), "volumes"],
    [
      "backups are in one",
      "LockedBucket events-de-fra-2",
      props({ region: "fr-par" }),
      "backup buckets",
      "events",
    ],
    [
      "a region is not known",
      "Volume account-de-fra-2",
      (m) => ({ ...m, props: withUnknownAt(m.props ?? {}, "region") }),
      "volumes",
    ],
  ]);
});

describe("requireBackups", () => {
  it("accepts the compliant stack", () => {
    expect(stackMessages(requireBackups, twoClasses)).toEqual([]);
  });
  it("refuses a region of data without a bucket, and the other that has none elsewhere", () => {
    const messages = stackMessages(requireBackups, without(twoClasses, "LockedBucket account-fr-par"));
    const problem = "keeps data of class `account`, which has no locked backup bucket";
    expect(messages.map((message) => message.split(". ")[0]).sort()).toEqual([
      `Instance "account-de-fra-2-data" ${problem} in another region`,
      `Instance "account-fr-par-data" ${problem} in this region`,
    ]);
  });
  it("refuses a class without any", () => {
    const none = ["fr-par", "de-fra-2"].reduce(
      (members, region) => without(members, `LockedBucket account-${region}`),
      twoClasses,
    );
    expect(stackMessages(requireBackups, none)).toHaveLength(2);
  });
  it("refuses a bucket that keeps something else", () => {
    const objects = changed(
      twoClasses,
      "LockedBucket account-fr-par",
      tag("data-class:account", "role:objects", "managed-by:bastide"),
    );
    expect(stackMessages(requireBackups, objects)).toHaveLength(2);
  });
  it("refuses a bucket that nobody can write", () => {
    const messages = stackMessages(requireBackups, without(twoClasses, "ObjectStorageKey account-fr-par"));
    expect(messages).toEqual([expect.stringContaining("no key of its own")]);
  });
});

describe("requireAntiAffinity", () => {
  refuses(requireAntiAffinity, [
    [
      "a group is flexible",
      "PlacementGroup account-fr-par",
      props({ placementGroupPolicy: "flexible" }),
      "account-fr-par-data",
    ],
    ["a group says no policy", "PlacementGroup account-fr-par", props({ placementGroupPolicy: undefined })],
    [
      "a group keeps members together",
      "PlacementGroup account-fr-par",
      props({ placementGroupType: "affinity:local" }),
    ],
    ["there is none", "Instance account-fr-par-data", uses({ placementGroup: [] })],
    [
      "there are two",
      "Instance account-fr-par-data",
      uses({ placementGroup: ["PlacementGroup account-fr-par", "PlacementGroup account-de-fra-2"] }),
    ],
  ]);
  it("asks for the gateway in the group, too, where there are replicas to vote with", () => {
    const alone = changed(twoClasses, "Instance account-fr-par-gateway", uses({ placementGroup: [] }));
    expect(stackMessages(requireAntiAffinity, alone)).toEqual([]);
    expect(stackMessages(requireAntiAffinity, [...alone, ...replica("account")])).toEqual([
      expect.stringContaining("account-fr-par-gateway"),
    ]);
  });
  it("accepts an assignment", () => {
    const key = "Instance account-fr-par-data";
    const assigned: Member = {
      type: "linode:index/placementGroupAssignment:PlacementGroupAssignment",
      name: "assignment",
      uses: { linodeId: [key], placementGroupId: ["PlacementGroup account-fr-par"] },
    };
    const members = [...changed(twoClasses, key, uses({ placementGroup: [] })), assigned];
    expect(stackMessages(requireAntiAffinity, members)).toEqual([]);
  });
});
