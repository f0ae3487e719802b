import type { StackValidationPolicy } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import type { JudgedStack } from "../../../policy-pack/lib/judgeStack";
import { policies } from "../../../policy-pack/policies";
import { forbidGeneratedSecrets } from "../../../policy-pack/stack/forbidGeneratedSecrets";
import { forbidSharing } from "../../../policy-pack/stack/forbidSharing";
import { requireOneClass } from "../../../policy-pack/stack/requireOneClass";
import { requireReferencesInStack } from "../../../policy-pack/stack/requireReferencesInStack";
import { onTheDay } from "../support/configuration";
import { dataTags, orphan, refuses, tag } from "../support/refuses";
import { changed, keyOf, type Member, props, stackMessages, uses } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { leavesOf, withUnknownAt } from "../support/unknowns";

const stackPolicies = policies.filter((policy): policy is StackValidationPolicy => "validateStack" in policy);

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
      "no data class of the catalogue (found: `data-class:x`)",
    ],
  ]);

  it.each([
    ["linode:index/domain:Domain", "Tag it `data-class:CLASS`, or end its description with `data-class"],
    ["linode:index/vpc:Vpc", "End its description with `data-class:CLASS`, or make it a child"],
    ["linode:index/vpcSubnet:VpcSubnet", "Give a class to what `vpcId` names, or make it a child"],
    ["linode:index/objectStorageBucket:ObjectStorageBucket", "Make it a child of a component resource of"],
  ])("names only ways that %s has", (type, ways) => {
    const [message] = stackMessages(requireOneClass, [{ type, name: "mine" }]);
    expect(message).toContain(`belongs to no data class of the catalogue. ${ways}`);
    expect(message).toContain("type `bastide:infra:Enclave` that is named CLASS, where CLASS is `account`, ");
  });

  it("takes the class of a bucket from the component that another's program puts around it", () => {
    const around: Member = { type: "bastide:infra:Enclave", name: "account" };
    const type = "linode:index/objectStorageBucket:ObjectStorageBucket";
    const bucket: Member = { type, name: "mine", parent: "Enclave account" };
    expect(stackMessages(requireOneClass, [around, bucket])).toEqual([]);
  });

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
  const network = (ipv4: string) => props({ ipv4 });
  refuses(forbidSharing, [
    [
      "a network has another class's addresses",
      "VpcSubnet account-fr-par",
      network("10.64.50.0/25"),
      "addresses",
    ],
    [
      "a network lies around another class's",
      "VpcSubnet account-fr-par",
      network("10.64.50.0/24"),
      "addresses",
    ],
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
    expect(messages).toHaveLength(8);
    expect(messages.filter((message) => message.includes("`inbounds`"))).toHaveLength(4);
    expect(messages.filter((message) => message.includes("`outbounds`"))).toHaveLength(4);
  });

  it.each([
    ["events opens connections to another class", "Firewall events-fr-par-gateway", "outbounds", "account"],
    ["a class accepts connections from events", "Firewall account-fr-par-gateway", "inbounds", "events"],
  ])("allows it one way only: %s", (_, key, property, other) => {
    const crossed = changed(twoClasses, key, uses({ [property]: [`NetworkingIp ${other}-fr-par`] }));
    expect(stackMessages(forbidSharing, crossed)).toEqual([expect.stringContaining(property)]);
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

describe("values that are unknown at preview", () => {
  onTheDay();
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
      // With one data node a region, this stack lacks replicas.
      const before = stackMessages(policy, twoClasses);
      for (const leaf of leaves) {
        const isRead = read.some((path) => leaf[1].startsWith(path) || path.startsWith(leaf[1]));
        const messages = messagesFor(policy, leaf).filter((message) => !before.includes(message));
        if (messages.length > 0) {
          refused.add(leaf[1]);
          expect(isRead, `${leaf.join(".")}: ${messages.join()}`).toBe(true);
        }
      }
    },
  );
});
