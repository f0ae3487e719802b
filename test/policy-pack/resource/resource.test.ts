import { describe, expect, it } from "vitest";
import { requireAllowedRegion } from "../../../policy-pack/resource/requireAllowedRegion";
import { requireKnownType } from "../../../policy-pack/resource/requireKnownType";
import { requireProtection } from "../../../policy-pack/resource/requireProtection";
import { requireTags } from "../../../policy-pack/resource/requireTags";
import { address, dataNode, fixtures, gateway, volume } from "../support/fixtures";
import { absent, accepts, change, type Fixture, messagesOf, refuses } from "../support/resource";

const tags = (...list: string[]) => ({ tags: list });

describe("requireTags", () => {
  refuses(requireTags, volume, [
    ["there are none", { tags: absent }],
    ["the class is missing", tags("role:data", "managed-by:bastide")],
    [
      "there are two classes",
      tags("data-class:account", "data-class:events", "role:data", "managed-by:bastide"),
    ],
    [
      "the class is given twice",
      tags("data-class:account", "data-class:account", "role:data", "managed-by:bastide"),
    ],
    ["the class is none", tags("data-class:accounts", "role:data", "managed-by:bastide")],
    ["the role is missing", tags("data-class:account", "managed-by:bastide")],
    ["there are two roles", tags("data-class:account", "role:data", "role:edge", "managed-by:bastide")],
    ["the role is none", tags("data-class:account", "role:toString", "managed-by:bastide")],
    [
      "the role is one that its type can't have",
      tags("data-class:account", "role:edge", "managed-by:bastide"),
    ],
    ["the manager is missing", tags("data-class:account", "role:data")],
    ["the manager is another", tags("data-class:account", "role:data", "managed-by:hand")],
  ]);

  const said = (...list: string[]) => messagesOf(requireTags, change(volume, tags(...list))).join();
  it("names what it found, and lists the classes and the roles that the type can have", () => {
    const wrong = said("data-class:logs", "role:webserver", "managed-by:bastide");
    expect(wrong).toContain("data class of the catalogue (found: `data-class:logs`)");
    expect(wrong).toContain("role that its type can have (found: `role:webserver`)");
    expect(wrong).toContain("CLASS is `account`, `contact`, `preferences`, `sessions` or `events`,");
    expect(wrong).toContain("ROLE is `data`,");
    expect(said("data-class:account", "role:edge", "managed-by:bastide")).not.toContain("data class of");
    expect(said()).toContain("data class of the catalogue (found: none)");
    expect(said("data-class:Sup3r/secret")).toContain("(found: `data-class:…`)");
  });
});

describe("requireAllowedRegion", () => {
  refuses(requireAllowedRegion, volume, [
    ["it is outside the European Union", { region: "gb-lon" }],
    ["it has no VPCs", { region: "eu-central" }],
    ["it is none", { region: "paris" }],
    ["it is missing", { region: absent }],
  ]);
  it("can allow others", () => {
    const london = change(volume, { region: "gb-lon" });
    expect(messagesOf(requireAllowedRegion, london, { allowedRegions: ["gb-lon"] })).toEqual([]);
  });
  it.each([[[]], ["gb-lon"], [[7]]])("refuses the bad setting %j", (allowedRegions) => {
    expect(messagesOf(requireAllowedRegion, volume, { allowedRegions })).toHaveLength(1);
  });
});

describe("requireProtection", () => {
  const stateful = fixtures.filter(({ protect }) => protect);
  it.each(stateful.map((fixture) => [fixture.type, fixture] as const))(
    "refuses %s without it",
    (_, fixture) => {
      expect(messagesOf(requireProtection, fixture)).toEqual([]);
      expect(messagesOf(requireProtection, { ...fixture, protect: false })).toHaveLength(1);
    },
  );
  accepts(requireProtection, gateway, [["a gateway has none", {}]]);
  accepts(requireProtection, { ...address, protect: false }, [
    ["an address is not reserved", { reserved: false }],
  ]);
});

describe("requireKnownType", () => {
  const ofType = (type: string, component = false): Fixture => ({
    type,
    name: "thing",
    props: {},
    component,
  });
  it.each(fixtures.map((fixture) => [fixture.type, fixture] as const))("accepts %s", (_, fixture) => {
    expect(messagesOf(requireKnownType, fixture)).toEqual([]);
  });
  it.each([
    ["bastide:infra:Enclave", true],
    ["acme:web:Site", true],
    ["pulumi:pulumi:Stack", true],
    ["pulumi:providers:linode", true],
    ["random:index/randomId:RandomId", false],
  ])("accepts %s", (type, component) => {
    expect(messagesOf(requireKnownType, ofType(type, component))).toEqual([]);
  });
  it.each([
    ["linode:index/image:Image", false],
    ["linode:index/lkeCluster:LkeCluster", false],
    ["linode:index/somethingNew:SomethingNew", false],
    ["linode:index/somethingNew:SomethingNew", true],
    ["aws:s3/bucket:Bucket", false],
    ["aws:s3/bucket:Bucket", true],
    ["acme:web:Site", false],
    ["bastide:index:Unheard", true],
    ["pulumi-nodejs:dynamic:Resource", true],
    ["pulumi:providers:aws", true],
    ["random:index/randomString:RandomString", false],
    ["toString", false],
  ])("refuses %s", (type, component) => {
    expect(messagesOf(requireKnownType, ofType(type, component))).toHaveLength(1);
  });
  it("says how to have a type reviewed", () => {
    expect(messagesOf(requireKnownType, ofType("linode:index/user:User")).join()).toContain(
      "docs/policies.md",
    );
    expect(messagesOf(requireKnownType, dataNode)).toEqual([]);
  });
});
