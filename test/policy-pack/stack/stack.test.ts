import type { StackValidationPolicy } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import type { JudgedStack } from "../../../policy-pack/lib/judgeStack";
import { policies } from "../../../policy-pack/policies";
import { forbidGeneratedSecrets } from "../../../policy-pack/stack/forbidGeneratedSecrets";
import { forbidSharing } from "../../../policy-pack/stack/forbidSharing";
import { requireAntiAffinity } from "../../../policy-pack/stack/requireAntiAffinity";
import { requireBackups } from "../../../policy-pack/stack/requireBackups";
import { requireBalancerForPublishedPorts } from "../../../policy-pack/stack/requireBalancerForPublishedPorts";
import { requireFirewallOnEveryHost } from "../../../policy-pack/stack/requireFirewallOnEveryHost";
import { requireOneClass } from "../../../policy-pack/stack/requireOneClass";
import { requireReferencesInStack } from "../../../policy-pack/stack/requireReferencesInStack";
import { requireTwoRegions } from "../../../policy-pack/stack/requireTwoRegions";
import { changed, keyOf, type Member, props, stackMessages, uses, without } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { leavesOf, withUnknownAt } from "../support/unknowns";

const stackPolicies = policies.filter((policy): policy is StackValidationPolicy => "validateStack" in policy);

type Case = readonly [what: string, key: string, change: (member: Member) => Member, ...words: string[]];

/** The compliant stack passes; each case is refused in one message that has some words. */
function refuses(policy: StackValidationPolicy, cases: readonly Case[]): void {
  it("accepts the compliant stack", () => {
    expect(stackMessages(policy, twoClasses)).toEqual([]);
  });
  const rows = cases.map((entry) => [entry[0], entry] as const);
  it.each(rows)("refuses when %s", (_, [, key, change, ...words]) => {
    const messages = stackMessages(policy, changed(twoClasses, key, change));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^[A-Z]\w+ "[^"]+" .+[^.]\. [A-Z].+\.$/);
    for (const word of words) {
      expect(messages[0]).toContain(word);
    }
  });
}

const tag = (...tags: string[]) => props({ tags });
const orphan = (member: Member): Member => ({ type: member.type, name: member.name });
const dataTags = ["role:data", "managed-by:bastide"];

describe("requireOneClass", () => {
  refuses(requireOneClass, [
    [
      "a tag contradicts the enclave",
      "Volume account-fr-par",
      tag("data-class:events", ...dataTags),
      "account, events",
    ],
    [
      "a description contradicts the enclave",
      "StackScript account",
      props({ description: "x data-class:events" }),
      "account, events",
    ],
    [
      "a relation contradicts the enclave",
      "VpcSubnet account-fr-par",
      uses({ vpcId: ["Vpc events-fr-par"] }),
      "account, events",
    ],
    [
      "an attachment joins two classes",
      "FirewallAttachment account-fr-par-data",
      uses({ firewallId: ["Firewall events-fr-par-data"] }),
    ],
    ["nothing says the class", "RandomPassword account", orphan, "no data class"],
    [
      "a tag names a class that is none",
      "Volume account-fr-par",
      (m) => ({ ...tag("data-class:x", ...dataTags)(m), parent: "Stack test" }),
      "no data class",
    ],
  ]);

  it("reads the class of an untagged resource from what uses it, where nothing else speaks", () => {
    const bare = changed(twoClasses, "PlacementGroup account-fr-par", ({ parent: _, ...member }) => member);
    expect(stackMessages(requireOneClass, bare)).toEqual([]);
  });

  it("does not take a peer's firewall for an owner of the address that it names", () => {
    const bare = changed(twoClasses, "NetworkingIp account-fr-par", ({ parent: _, ...member }) => member);
    expect(stackMessages(requireOneClass, bare)).toEqual([]);
  });

  it("refuses an untagged resource that two classes use", () => {
    const key = "PlacementGroup account-fr-par";
    const bare = changed(twoClasses, key, ({ parent: _, ...member }) => member);
    const shared = changed(bare, "Instance events-fr-par-data", uses({ placementGroup: [key] }));
    expect(stackMessages(requireOneClass, shared)).toEqual([expect.stringContaining("account, events")]);
  });

  it("survives resources that belong to each other", () => {
    const first: Member = {
      type: "linode:index/vpcSubnet:VpcSubnet",
      name: "a",
      uses: { vpcId: ["VpcSubnet b"] },
    };
    const second: Member = {
      type: "linode:index/vpcSubnet:VpcSubnet",
      name: "b",
      uses: { vpcId: ["VpcSubnet a"] },
    };
    expect(stackMessages(requireOneClass, [first, second])).toHaveLength(2);
  });
});

describe("forbidSharing", () => {
  refuses(forbidSharing, [
    [
      "an instance is in another class's network",
      "Instance account-fr-par-data",
      uses({ interfaces: ["VpcSubnet events-fr-par"] }),
      "interfaces",
      "`events`",
    ],
    [
      "a volume is attached to another class's instance",
      "Volume account-fr-par",
      uses({ linodeId: ["Instance events-fr-par-data"] }),
      "linodeId",
    ],
    [
      "user data holds another class's secret",
      "Instance account-fr-par-gateway",
      uses({ metadatas: ["RandomPassword events"] }),
      "metadatas",
    ],
    [
      "a firewall rule names another class's instance",
      "Firewall account-fr-par-data",
      uses({ inbounds: ["Instance events-fr-par-data"] }),
      "inbounds",
    ],
    [
      "a data node is told another class's address",
      "Instance account-fr-par-data",
      uses({ stackscriptData: ["NetworkingIp events-fr-par"] }),
      "stackscriptData",
    ],
    [
      "a script is shared",
      "Instance account-fr-par-data",
      uses({ stackscriptId: ["StackScript events"] }),
      "stackscriptId",
    ],
    [
      "a name points at another class",
      "DomainRecord account",
      uses({ target: ["NetworkingIp events-fr-par"] }),
      "target",
    ],
  ]);

  it("allows the flow of logs only to and from events", () => {
    const renamed = JSON.parse(JSON.stringify(twoClasses).replaceAll("events", "contact")) as Member[];
    const messages = stackMessages(forbidSharing, renamed);
    expect(messages).toHaveLength(16);
    expect(messages.every((message) => message.includes("inbounds") || message.includes("outbounds"))).toBe(
      true,
    );
  });

  it("lets a gateway know the addresses of the other side of the flow", () => {
    const told = changed(
      twoClasses,
      "Instance account-fr-par-gateway",
      uses({ metadatas: ["NetworkingIp events-fr-par"] }),
    );
    expect(stackMessages(forbidSharing, told)).toEqual([]);
  });
});

describe("forbidGeneratedSecrets", () => {
  refuses(forbidGeneratedSecrets, [
    [
      "a password is in user data",
      "Instance account-fr-par-gateway",
      uses({ metadatas: ["RandomPassword account"] }),
      "metadatas",
    ],
    [
      "a bucket's key is",
      "Instance account-fr-par-data",
      uses({ stackscriptData: ["ObjectStorageKey account-fr-par"] }),
      "stackscriptData",
    ],
    [
      "a password is in a script",
      "StackScript account",
      uses({ script: ["RandomPassword account"] }),
      "script",
    ],
  ]);
});

describe("requireReferencesInStack", () => {
  const literal = (property: string, value: unknown) => (member: Member) =>
    props({ [property]: value })(uses({ [property]: [] })(member));
  const vpc = { purpose: "vpc", subnetId: 7 };
  refuses(requireReferencesInStack, [
    ["a network is named by number", "VpcSubnet account-fr-par", literal("vpcId", 7), "vpcId"],
    [
      "a subnet is named by number",
      "Instance account-fr-par-data",
      literal("interfaces", [vpc]),
      "interfaces",
    ],
    [
      "one of two subnets is",
      "Instance account-fr-par-data",
      props({ interfaces: [vpc, vpc] }),
      "interfaces",
    ],
    [
      "a firewall is named by number",
      "FirewallAttachment account-fr-par-data",
      literal("firewallId", 7),
      "firewallId",
    ],
    [
      "a host is named by number",
      "FirewallAttachment account-fr-par-data",
      literal("entityId", 7),
      "entityId",
    ],
    [
      "an instance names its firewall by number",
      "Instance account-fr-par-data",
      literal("firewallId", 7),
      "firewallId",
    ],
    ["a public script is used", "Instance account-fr-par-data", literal("stackscriptId", 7), "stackscriptId"],
    ["a volume is attached by number", "Volume account-fr-par", literal("linodeId", 7), "linodeId"],
    [
      "a bucket is named by name",
      "ObjectStorageKey account-fr-par",
      literal("bucketAccesses", [{}]),
      "bucketAccesses",
    ],
    [
      "a relation is to another stack",
      "VpcSubnet account-fr-par",
      (m) => props({ vpcId: 7 })(uses({ vpcId: ["Stack test"] })(m)),
      "vpcId",
    ],
  ]);
  it("accepts a public interface, and what the provider reads back as none", () => {
    const instance = "Instance account-fr-par-gateway";
    const members = changed(twoClasses, instance, props({ interfaces: [{ purpose: "public" }, vpc] }));
    const detached = changed(members, "Volume account-fr-par", literal("linodeId", 0));
    expect(stackMessages(requireReferencesInStack, detached)).toEqual([]);
  });
});

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

  it("refuses an attachment that is of the wrong kind", () => {
    const bare = changed(twoClasses, "NodeBalancer account-fr-par-balancer", none);
    const wrong = changed(
      bare,
      "FirewallAttachment account-fr-par-balancer",
      props({ entityType: "linode" }),
    );
    expect(stackMessages(requireFirewallOnEveryHost, wrong)).toHaveLength(1);
  });

  const key = "Instance account-fr-par-data";
  const bare = changed(without(twoClasses, "FirewallAttachment account-fr-par-data"), key, none);
  it.each<[string, readonly Member[]]>([
    ["by argument alone", without(twoClasses, "FirewallAttachment account-fr-par-data")],
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
  ])("accepts one that is attached %s", (_, members) => {
    expect(stackMessages(requireFirewallOnEveryHost, members)).toEqual([]);
  });
});

describe("requireBalancerForPublishedPorts", () => {
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

describe("values that are unknown at preview", () => {
  const leaves = twoClasses.flatMap((member) =>
    [...new Set([...leavesOf(member.props ?? {}), "id", "label"])]
      .filter((path) => path !== "")
      .map((path) => [keyOf(member), path] as const),
  );
  const messagesFor = (policy: StackValidationPolicy, [key, path]: readonly [string, string]) =>
    stackMessages(
      policy,
      changed(twoClasses, key, (member) => ({ ...member, props: withUnknownAt(member.props ?? {}, path) })),
    );

  it.each(stackPolicies.map((policy) => [policy.name, policy] as const))(
    "%s never throws, and is not disturbed by what it does not read",
    (_, policy) => {
      const { unknowns } = policy.validateStack as JudgedStack;
      const read = Object.keys(unknowns);
      const refused = new Set<string>();
      for (const leaf of leaves) {
        const isRead = read.some((path) => leaf[1].startsWith(path) || path.startsWith(leaf[1]));
        const messages = messagesFor(policy, leaf);
        if (messages.length > 0) {
          refused.add(leaf[1]);
          expect(isRead, `${leaf.join(".")}: ${messages.join()}`).toBe(true);
        }
      }
    },
  );
});
