import type { StackValidationPolicy } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { forbidClassesElsewhere } from "../../../policy-pack/configuration/forbidClassesElsewhere";
import { forbidHostingOutside } from "../../../policy-pack/configuration/forbidHostingOutside";
import { requireBackupWindows } from "../../../policy-pack/configuration/requireBackupWindows";
import { requireCapacity } from "../../../policy-pack/configuration/requireCapacity";
import { requireLogReceiver } from "../../../policy-pack/configuration/requireLogReceiver";
import { requireOnCall } from "../../../policy-pack/configuration/requireOnCall";
import { requireSections } from "../../../policy-pack/configuration/requireSections";
import { prodValues, prodWith } from "../../support/infraConfigs";
import { configure, judgesConfiguration, keysIn, onTheDay } from "../support/configuration";
import { changed, props, stackMessages } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { unknownString } from "../support/unknowns";

onTheDay();

describe("forbidHostingOutside", () => {
  judgesConfiguration(forbidHostingOutside, [
    ["accounts outside", { "classes.account.hosting": "outside:somewhere" }, ["classes.account.hosting"]],
    ["sessions nowhere known", { "classes.sessions.hosting": 7 }, ["classes.sessions.hosting"]],
    ["contacts outside, which others judge", { "classes.contact.hosting": "outside:somewhere" }, []],
    [
      "an approval that nobody can give",
      { "approvals.0.subject": "hosting:account" },
      ["approvals[0].subject"],
    ],
  ]);
});

describe("requireBackupWindows", () => {
  judgesConfiguration(requireBackupWindows, [
    ["a log archive of six days", { "backups.pointInTimeDays": 6 }, ["backups.pointInTimeDays"]],
    ["daily backups as short as the archive", { "backups.retentionDays": 7 }, ["backups.retentionDays"]],
    ["daily backups shorter than the default", { backups: { retentionDays: 5 } }, ["backups.retentionDays"]],
    ["days that are no number", { "backups.pointInTimeDays": "7" }, ["backups.pointInTimeDays"]],
  ]);
});

describe("forbidClassesElsewhere", () => {
  const elsewhere = (gateways: unknown, id = "events") => ({
    "classes.events": undefined,
    otherStacks: { [id]: gateways },
  });
  judgesConfiguration(forbidClassesElsewhere, [
    ["a class in another stack", elsewhere({ "fr-par": "192.0.2.5" }), []],
    ["one that is not up yet", elsewhere({}), []],
    ["a class in both", { otherStacks: { events: {} } }, ["otherStacks.events"]],
    ["a network", elsewhere({ "fr-par": "192.0.2.0/24" }), ["otherStacks.events.fr-par"]],
    ["a private address", elsewhere({ "fr-par": "10.64.0.4" }), ["otherStacks.events.fr-par"]],
    ["the name of a stack", elsewhere("organization/bastide/events"), ["otherStacks.events"]],
    ["a class that there is not", elsewhere({}, "x"), ["otherStacks.x"]],
  ]);
});

describe("requireSections", () => {
  it("accepts a stack with production's configuration", () => {
    expect(stackMessages(requireSections, twoClasses)).toEqual([]);
  });
  it("asks nothing of a stack that makes no resource of a class", () => {
    configure({});
    const own = twoClasses.filter(({ type }) => /^(?:pulumi|random|bastide:infra):/.test(type));
    expect(stackMessages(requireSections, own)).toEqual([]);
  });
  it("names each section that is missing, once", () => {
    configure({});
    expect(keysIn(stackMessages(requireSections, twoClasses))).toEqual([
      "classes",
      "administrators",
      "managedDevices",
      "reviews",
      "change",
    ]);
  });
  it.each(["classes", "administrators", "managedDevices", "reviews", "change"])("asks for %s", (missing) => {
    configure(prodWith({ [missing]: undefined }));
    expect(keysIn(stackMessages(requireSections, twoClasses))).toEqual([missing]);
  });
  it("names a class that is made and not configured", () => {
    configure(prodWith({ "classes.events": undefined }));
    expect(keysIn(stackMessages(requireSections, twoClasses))).toEqual(["classes.events"]);
  });
  it("reports by the stack itself", () => {
    configure({});
    const urns: (string | undefined)[] = [];
    stackMessages(requireSections, twoClasses, (urn) => urns.push(urn));
    expect(new Set(urns)).toEqual(new Set(["urn:pulumi:test::test::pulumi:pulumi:Stack::test"]));
  });
});

/** The same stack by a program that has hosts of its own. */
const withoutOurHosts = twoClasses.filter(({ type }) => type !== "bastide:index:HostMessage");
const keysOf = (
  policy: StackValidationPolicy,
  changes: Readonly<Record<string, unknown>>,
  members = twoClasses,
) => {
  configure(prodWith(changes));
  return keysIn(stackMessages(policy, members));
};

describe("requireOnCall", () => {
  it.each([
    ["production's", {}, []],
    ["nobody", { alerts: undefined }, ["alerts"]],
    ["a section without an address", { alerts: {} }, ["alerts"]],
    ["an address that anybody can read", { "alerts.url": "http://oncall.example.org" }, ["alerts.url"]],
    ["an address that is none", { "alerts.url": 7 }, ["alerts.url"]],
  ] as const)("judges %s", (_, changes, keys) => expect(keysOf(requireOnCall, changes)).toEqual(keys));
  it("knows nothing of whom other programs' hosts call", () =>
    expect(keysOf(requireOnCall, { alerts: undefined }, withoutOurHosts)).toEqual([]));
});

describe("requireLogReceiver", () => {
  const gone = { "classes.events": undefined };
  it.each([
    ["a receiver here", {}, []],
    ["a receiver that says where it is", { "classes.events.hosting": "linode" }, []],
    ["a receiver in another stack", { ...gone, otherStacks: { events: { "fr-par": "192.0.2.5" } } }, []],
    ["one that is not up yet", { ...gone, otherStacks: { events: {} } }, []],
    ["none", gone, ["classes.events"]],
    ["none, beside another stack", { ...gone, otherStacks: { contact: {} } }, ["classes.events"]],
    ["one outside Linode", { "classes.events.hosting": "outside:acme" }, ["classes.events.hosting"]],
  ] as const)("judges %s", (_, changes, keys) => expect(keysOf(requireLogReceiver, changes)).toEqual(keys));
  it("knows nothing of where other programs' hosts hand their logs", () =>
    expect(keysOf(requireLogReceiver, gone, withoutOurHosts)).toEqual([]));
});

describe("requireCapacity", () => {
  const messages = (key: string, change: Readonly<Record<string, unknown>>) =>
    stackMessages(requireCapacity, changed(twoClasses, key, props(change)));
  const node = "Instance account-fr-par-data";

  it("accepts hardware that lasts", () => {
    expect(stackMessages(requireCapacity, twoClasses)).toEqual([]);
  });
  it.each([
    ["too few processors and too little memory", node, { type: "g6-nanode-1" }, "processors, memory"],
    ["too little memory", node, { type: "g6-dedicated-2" }, "processors, memory"],
    ["too small a volume", "Volume account-de-fra-2", { size: 40 }, "storage"],
    ["a type that Linode does not have", node, { type: "g7-none" }, "does not know"],
    ["a type that is not known yet", node, { type: unknownString }, "does not know"],
    ["a volume of unknown size", "Volume account-fr-par", { size: unknownString }, "does not know"],
  ] as const)("refuses %s", (_, key, change, words) => {
    const found = messages(key, change);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^Instance "account-[a-z0-9-]+-data" /);
    expect(found[0]).toContain(words);
  });
  it("takes a node's own disk where it has no volume", () => {
    const bare = twoClasses.filter(({ type }) => !type.endsWith(":Volume"));
    expect(stackMessages(requireCapacity, bare).every((text) => text.includes("storage"))).toBe(true);
    const small = prodWith({ "classes.events.forecast.storageGiB": 10 });
    configure(small);
    expect(stackMessages(requireCapacity, bare)).toEqual([]);
  });
  it("grows the load for twelve months: a node that fits today does not fit then", () => {
    configure(
      prodWith({
        "classes.account.forecast": { vcpus: 6.4, memoryGiB: 1, storageGiB: 1, growthPerMonth: 0 },
      }),
    );
    expect(stackMessages(requireCapacity, twoClasses)).toEqual([]);
    configure(
      prodWith({
        "classes.account.forecast": { vcpus: 6.4, memoryGiB: 1, storageGiB: 1, growthPerMonth: 0.001 },
      }),
    );
    expect(stackMessages(requireCapacity, twoClasses)).toHaveLength(2);
  });
  it("names a forecast that is missing, and leaves a class that is missing to its own rule", () => {
    configure(prodWith({ "classes.account.forecast": undefined }));
    expect(keysIn(stackMessages(requireCapacity, twoClasses))).toEqual([
      "classes.account.forecast.growthPerMonth",
    ]);
    configure({ ...prodValues(), "bastide:classes": {} });
    expect(stackMessages(requireCapacity, twoClasses)).toEqual([]);
  });
});
