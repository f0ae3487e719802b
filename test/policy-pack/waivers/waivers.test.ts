import { describe, expect, it, vi } from "vitest";
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
import { dataNode, stackRoot } from "../support/fixtures";
import { change } from "../support/resource";
import { changed, props } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { affinity, encryption, notices, plain, unused, validity } from "../support/waiverRuns";
import { PackRun, waiving } from "../support/waivers";

onTheDay();

const flexible = changed(
  twoClasses,
  "PlacementGroup events-fr-par",
  props({ placementGroupPolicy: "flexible" }),
);
/** What no waiver covers, by the decision of docs/adr/20261124-waivers.md. */
const never = [
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

/** Exactly these keys are blamed, and nothing is waived. */
function refusesWaiver(waivers: unknown, keys: readonly string[], changes = {}): void {
  const run = new PackRun(waivers, changes);
  expect(run.analyze(encryption, plain)).toHaveLength(1);
  expect(validity(run)).toEqual(keys);
  expect(notices(run)).toEqual([]);
}

describe("a waiver that is in order", () => {
  it("lets a resource's violation pass, and is counted and printed", () => {
    const run = new PackRun([waiving(encryption, plain.name)]);
    expect(validity(run)).toEqual([]);
    expect(run.analyze(encryption, plain)).toEqual([]);
    expect(unused(run)).toEqual([]);
    expect(notices(run)).toEqual([
      `Waiver "bastide:waivers[0]" covers 1 violation of \`${encryption}\` by \`${plain.name}\` until 2026-11-30, approved by amara (security) and dagny (management) (INC-1): The reason in one sentence. Mend it before then.`,
    ]);
  });

  it("lets a violation of a rule about the stack pass", () => {
    const run = new PackRun([waiving(affinity, "events-fr-par-data")]);
    expect(run.analyzeStack(affinity, flexible)).toEqual([]);
    expect(unused(run)).toEqual([]);
    expect(notices(run)[0]).toContain("covers 1 violation of");
  });

  it("lets a violation of a rule about the configuration pass, by its key", () => {
    const reviews = "bastide-configuration-require-reviews";
    const run = new PackRun([waiving(reviews, "bastide:reviews.policy")], {
      "reviews.policy": "2025-01-01",
      "reviews.configuration": "2025-01-01",
    });
    expect(keysIn(run.analyze(reviews, stackRoot))).toEqual(["reviews.configuration"]);
    expect(unused(run)).toEqual([]);
  });

  it("names a resource by its URN where the name alone would not do", () => {
    const urn = `urn:pulumi:test::test::${plain.type}::${plain.name}`;
    expect(new PackRun([waiving(encryption, urn)]).analyze(encryption, plain)).toEqual([]);
  });

  it("covers one policy and one resource, and no other", () => {
    const run = new PackRun([waiving(encryption, plain.name)]);
    expect(run.analyze(encryption, { ...plain, name: "another" })).toHaveLength(1);
    const node = change({ ...dataNode, name: plain.name }, { diskEncryption: "disabled" });
    expect(run.analyze("linode-instance-require-disk-encryption", node)).toHaveLength(1);
  });

  it("counts every violation that it covers", () => {
    const keys = "linode-instance-require-hardware-keys";
    const run = new PackRun([waiving(keys, dataNode.name)]);
    const soft = change(dataNode, { authorizedKeys: ["ssh-rsa A"], authorizedUsers: ["amara"] });
    expect(run.analyze(keys, soft)).toEqual([]);
    expect(notices(run)[0]).toContain("covers 2 violations of");
  });

  it.each(["2026-11-20T00:00:00Z", "2026-11-30T23:59:59Z"])(
    "is in force from its first to its last day: %s",
    (now) => {
      vi.setSystemTime(now);
      expect(new PackRun([waiving(encryption, plain.name)]).analyze(encryption, plain)).toEqual([]);
    },
  );

  it("has to be used in each run anew", () => {
    const run = new PackRun([waiving(encryption, plain.name)]);
    run.analyze(encryption, plain);
    expect(notices(run)).toHaveLength(1);
    expect(unused(run)).toEqual(["waivers[0]"]);
  });
});

describe("requireValidity", () => {
  const broken: readonly (readonly [string, object, readonly string[]])[] = [
    ["that expired yesterday", { expiry: "2026-11-23" }, ["waivers[0]"]],
    ["that starts tomorrow", { start: "2026-11-25" }, ["waivers[0]"]],
    ["of 31 days", { start: "2026-11-01", expiry: "2026-12-02" }, ["waivers[0].expiry"]],
    ["that ends first", { expiry: "2026-11-19" }, ["waivers[0].expiry"]],
    ["without expiry", { expiry: undefined }, ["waivers[0].expiry"]],
    ["with a date that is none", { start: "2026-11-31" }, ["waivers[0].start"]],
    ["without ticket", { ticket: "" }, ["waivers[0].ticket"]],
    ["without reason", { reason: undefined }, ["waivers[0].reason"]],
    ["with a word for a reason", { reason: "because" }, ["waivers[0].reason"]],
    ["of a setting that there is not", { expires: "2027-01-01" }, ["waivers[0].expires"]],
    ["of a policy that there is not", { policy: "linode-volume-require-magic" }, ["waivers[0].policy"]],
    ["with a wild card for the policy", { policy: "linode-*" }, ["waivers[0].policy", "waivers[0].policy"]],
    ["with a wild card for the resource", { resource: "account-*" }, ["waivers[0].resource"]],
    ["of nobody's", { requestedBy: undefined }, ["waivers[0].requestedBy"]],
    ["that its approver asked for", { requestedBy: "amara" }, ["waivers[0].approvers[0]"]],
    ["that its manager asked for", { requestedBy: "dagny" }, ["waivers[0].approvers[1]"]],
    ["that nobody approved", { approvers: [] }, ["waivers[0].approvers"]],
    [
      "that security alone approved",
      { approvers: [{ who: "amara", role: "security" }] },
      ["waivers[0].approvers"],
    ],
    [
      "that one person approved in two roles",
      { approvers: ["security", "management"].map((role) => ({ who: "amara", role })) },
      ["waivers[0].approvers[1]", "waivers[0].approvers"],
    ],
    [
      "that operations approved for security",
      {
        approvers: [
          { who: "erik", role: "security" },
          { who: "dagny", role: "management" },
        ],
      },
      ["waivers[0].approvers[0]"],
    ],
    [
      "that a stranger approved for management",
      {
        approvers: [
          { who: "amara", role: "security" },
          { who: "chidi", role: "management" },
        ],
      },
      ["waivers[0].approvers[1]"],
    ],
    ["that approvers are no list of", { approvers: "amara and dagny" }, ["waivers[0].approvers"]],
    [
      "with several mistakes, each by itself",
      { ticket: 7, requestedBy: "dagny", expiry: "soon" },
      ["waivers[0].approvers[1]", "waivers[0].ticket", "waivers[0].expiry"],
    ],
  ];
  it.each(broken)("refuses a waiver %s", (_, change, keys) => {
    refusesWaiver([waiving(encryption, plain.name, change)], keys);
  });

  it("refuses a waiver that somebody approved who has left", () => {
    refusesWaiver([waiving(encryption, plain.name)], ["waivers[0].approvers[0]"], {
      leavers: { amara: "2026-11-23" },
    });
  });

  it("refuses a waiver where nobody is configured who could approve it", () => {
    refusesWaiver([waiving(encryption, plain.name)], ["waivers[0].approvers[0]", "waivers[0].approvers[1]"], {
      administrators: undefined,
      managers: undefined,
    });
  });

  it.each([7, {}, { 0: "x" }])("refuses waivers that are no list: %j", (waivers) => {
    refusesWaiver(waivers, ["waivers"]);
  });

  it("refuses waivers that can't be read", () => {
    const run = new PackRun("all");
    expect(run.analyze(encryption, plain)).toHaveLength(1);
    expect(validity(run)).toEqual([expect.stringMatching(/^Stack "prod" can't be judged because .+\.$/)]);
  });

  it.each(["text", 7, null, []])("refuses a waiver that is no group of settings: %j", (odd) => {
    const run = new PackRun([odd]);
    expect(validity(run)).not.toEqual([]);
    expect(run.analyze(encryption, plain)).toHaveLength(1);
  });

  it("refuses a second waiver for the same", () => {
    const one = waiving(encryption, plain.name);
    const run = new PackRun([one, { ...one, ticket: "INC-2" }]);
    expect(validity(run)).toEqual(["waivers[1]"]);
  });

  it.each(never.map(({ name }) => name))("refuses a waiver for %s", (policy) => {
    expect(validity(new PackRun([waiving(policy, plain.name)]))).toEqual(["waivers[0].policy"]);
  });

  it("keeps a class where it must be whatever the waiver", () => {
    const policy = "bastide-configuration-forbid-hosting-outside";
    const run = new PackRun([waiving(policy, "bastide:classes.account.hosting")], {
      "classes.account.hosting": "outside:somewhere",
    });
    expect(keysIn(run.analyze(policy, stackRoot))).toEqual(["classes.account.hosting"]);
  });

  it("shows nothing of what is written in a waiver", () => {
    const canary = "canary-7c1f";
    const settings = [
      "policy",
      "resource",
      "reason",
      "requestedBy",
      "approvers",
      "ticket",
      "start",
      "expiry",
      canary,
    ];
    for (const setting of settings) {
      const run = new PackRun([
        waiving(encryption, plain.name, { [setting]: setting === canary ? 1 : `*${canary}` }),
      ]);
      const said = run.analyze(requireValidity.name, stackRoot).join();
      expect(said.replaceAll(`bastide:waivers[0].${canary}`, ""), setting).not.toContain(canary);
    }
  });
});
