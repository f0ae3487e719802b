import { describe, expect, it } from "vitest";
import { prodValues, prodWith, put, today } from "../../support/infraConfigs";
import { waiver } from "../../support/infraWaiver";
import { keysOf, problemsOf } from "./problems";

const amaraKey =
  "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIPBA1dDSpT1iMM5F0+AYmKmMD2f0zoJlMa/3028W1bEdAAAABHNzaDo=";

const waived = (change: object = {}) => ({ waivers: [{ ...waiver, expiry: "2026-12-20", ...change }] });

type Change = Record<string, unknown>;

/** What is changed in production, and the keys of all problems that must follow: no more, no fewer. */
const refused: readonly [string, Change, readonly string[]][] = [
  ["no active region", { "regions.fr-par.role": "standby" }, ["regions"]],
  ["two active regions", { "regions.de-fra-2.role": "active" }, ["regions"]],
  ["one region", { "regions.de-fra-2": undefined }, ["regions"]],
  ["one number for two regions", { "regions.de-fra-2.number": 1 }, ["regions.de-fra-2.number"]],
  ["a region without VPCs", { "regions.eu-west": { number: 3, role: "standby" } }, ["regions.eu-west"]],
  [
    "a region without object storage",
    { "regions.it-mil": { number: 3, role: "standby" } },
    ["regions.it-mil"],
  ],
  [
    "an address space that is public",
    { "organisation.addressSpace": "8.0.0.0/8" },
    ["organisation.addressSpace"],
  ],
  [
    "one that is Linode's own",
    { "organisation.addressSpace": "192.168.0.0/16" },
    ["organisation.addressSpace"],
  ],
  ["one that is too small", { "organisation.addressSpace": "10.64.0.0/13" }, ["organisation.addressSpace"]],
  ["one that is too wide", { "organisation.addressSpace": "172.0.0.0/8" }, ["organisation.addressSpace"]],
  [
    "one with bits behind its prefix",
    { "organisation.addressSpace": "10.65.0.0/12" },
    ["organisation.addressSpace"],
  ],
  ["one in IPv6", { "organisation.addressSpace": "fd00::/8" }, ["organisation.addressSpace"]],
  [
    "devices from anywhere",
    { "managedDevices.networks": ["0.0.0.0/0", "::/0"] },
    ["managedDevices.networks[0]", "managedDevices.networks[1]"],
  ],
  [
    "devices from a wide network",
    { "managedDevices.networks": ["198.48.0.0/12"] },
    ["managedDevices.networks[0]"],
  ],
  [
    "devices from private networks",
    { "managedDevices.networks": ["10.9.0.0/16", "192.168.7.0/24", "100.64.1.0/24", "fd12:3456::/48"] },
    [0, 1, 2, 3].map((i) => `managedDevices.networks[${i}]`),
  ],
  [
    "a private network in disguise",
    { "managedDevices.networks": ["10.9.1.2/16"] },
    ["managedDevices.networks[0]"],
  ],
  [
    "the same network twice",
    { "managedDevices.networks": ["198.51.100.0/24", "198.51.100.0/24"] },
    ["managedDevices.networks[1]"],
  ],
  ["a private resolver", { "egress.resolvers": ["10.0.0.53/32"] }, ["egress.resolvers[0]"]],
  ["resolvers by the dozen", { "egress.resolvers": ["9.9.9.0/24"] }, ["egress.resolvers[0]"]],
  ["time from everywhere", { "egress.timeServers": ["0.0.0.0/1"] }, ["egress.timeServers[0]"]],
  ["too few processors", { "classes.account.forecast.vcpus": 2.3 }, ["classes.account.data.type"]],
  ["too little memory", { "classes.account.forecast.memoryGiB": 4.8 }, ["classes.account.data.type"]],
  ["too small a volume", { "classes.account.forecast.storageGiB": 45 }, ["classes.account.data.volumeGiB"]],
  [
    "growth that outruns the plan",
    { "classes.account.forecast.growthPerMonth": 0.2 },
    ["classes.account.data.type", "classes.account.data.type", "classes.account.data.volumeGiB"],
  ],
  [
    "commits that wait for another region, with three data nodes",
    { "classes.account.data.strict": true, "classes.account.data.count": 3 },
    ["classes.account.data.strict"],
  ],
  ["one administrator", { "administrators.bjarne": undefined }, ["administrators"]],
  [
    "no one for security",
    { "administrators.amara.duties": ["database"] },
    [
      "administrators",
      "grants[0].approver",
      "approvals[0].approver",
      "approvals[1].approver",
      "approvals[2].approver",
    ],
  ],
  [
    "a device that is not there",
    { "administrators.amara.device": "laptop-9999" },
    ["administrators.amara.device"],
  ],
  [
    "someone else's device",
    { "administrators.amara.device": "laptop-0142" },
    ["administrators.amara.device"],
  ],
  [
    "a device of an inherited name",
    { "administrators.amara.device": "constructor" },
    ["administrators.amara.device"],
  ],
  [
    "a shared key",
    { "administrators.bjarne.keys": [`${amaraKey} bjarne`] },
    ["administrators.bjarne.keys[0]"],
  ],
  [
    "the same key twice",
    { "administrators.amara.keys": [amaraKey, `${amaraKey} spare`] },
    ["administrators.amara.keys[1]"],
  ],
  [
    "a tunnel key of two devices",
    { "managedDevices.devices.laptop-0163.wireguardKey": "9zYp+tJH/xiy4W90/TNEKco2Hbvz3O4wdEcE55fR5AA=" },
    ["managedDevices.devices.laptop-0163.wireguardKey"],
  ],
  [
    "a grant for oneself",
    { "grants.0.who": "amara", "grants.0.device": "laptop-0117" },
    ["grants[0].approver"],
  ],
  ["a grant that no one for security approved", { "grants.0.approver": "bjarne" }, ["grants[0].approver"]],
  ["a grant that a stranger approved", { "grants.0.approver": "constructor" }, ["grants[0].approver"]],
  ["a grant on someone else's device", { "grants.0.device": "laptop-0117" }, ["grants[0].device"]],
  ["a grant that ends before it starts", { "grants.0.end": "2026-11-16T08:00:00Z" }, ["grants[0].end"]],
  ["a grant that ends too late", { "grants.0.end": "2026-12-16T08:00:01Z" }, ["grants[0].end"]],
  [
    "accounts outside Linode, even approved",
    { "classes.account.hosting": "outside:somewhere", "approvals.0.subject": "hosting:account" },
    ["classes.account.hosting"],
  ],
  [
    "contacts outside Linode, unapproved",
    { "classes.contact.hosting": "outside:somewhere" },
    ["classes.contact.hosting"],
  ],
  [
    "approved more than a year ago",
    {
      "classes.contact.hosting": "outside:somewhere",
      "approvals.0": { subject: "hosting:contact", approver: "amara", date: "2025-11-22" },
    },
    ["classes.contact.hosting"],
  ],
  ["an approval by a stranger", { "approvals.0.approver": "dagny" }, ["approvals[0].approver"]],
  ["an approval in the future", { "approvals.0.date": "2026-11-25" }, ["approvals[0].date"]],
  [
    "reviews in the future",
    { "reviews.policy": "2026-12-01", "classes.events.reviewed": "2027-01-01" },
    ["reviews.policy", "classes.events.reviewed"],
  ],
  [
    "a waiver by one person",
    waived({
      approvers: [
        { who: "amara", role: "security" },
        { who: "amara", role: "management" },
      ],
    }),
    ["waivers[0].approvers", "waivers[0].approvers[1]"],
  ],
  [
    "a waiver by one role",
    waived({
      approvers: [
        { who: "amara", role: "security" },
        { who: "dagny", role: "security" },
      ],
    }),
    ["waivers[0].approvers", "waivers[0].approvers[1]"],
  ],
  ["a waiver by the one who wants it", waived({ requestedBy: "amara" }), ["waivers[0].approvers[0]"]],
  ["a waiver by somebody who is no manager", { ...waived(), managers: [] }, ["waivers[0].approvers[1]"]],
  [
    "a leaver with keys, a device and a grant",
    { leavers: { amara: "2026-11-23", chidi: "2026-11-30" } },
    ["administrators.amara", "managedDevices.devices.laptop-0117.owner", "grants[0].who"],
  ],
  ["a manager who has left", { leavers: { dagny: "2026-11-01" } }, ["managers[0]"]],
  ["a change by its author", { "change.approver": "bjarne" }, ["change.approver"]],
  ["a change by a stranger", { "change.approver": "dagny" }, ["change.approver"]],
  ["a change of tomorrow", { "change.date": "2026-11-25" }, ["change.date"]],
  ["a waiver that lasts", waived({ expiry: "2026-12-21" }), ["waivers[0].expiry"]],
  ["a waiver that ends first", waived({ expiry: "2026-11-19" }), ["waivers[0].expiry"]],
  ["an expired waiver", waived({ start: "2026-11-01", expiry: "2026-11-23" }), ["waivers[0].expiry"]],
  [
    "backups kept as short as the log archive",
    { backups: { pointInTimeDays: 14, retentionDays: 14 } },
    ["backups.retentionDays"],
  ],
  ["a class in two stacks", { otherStacks: { events: { "fr-par": "192.0.2.5" } } }, ["otherStacks.events"]],
  ["no class", { classes: {} }, ["classes"]],
  [
    "a name of the gateways",
    { "classes.account.endpoint.name": "gateway" },
    ["classes.account.endpoint.name"],
  ],
];

const accepted: readonly [string, Change][] = [
  ["a third region", { "regions.gb-lon": { number: 126, role: "standby" } }],
  ["the other region active", { "regions.fr-par.role": "standby", "regions.de-fra-2.role": "active" }],
  ["all of 10.0.0.0/8", { "organisation.addressSpace": "10.0.0.0/8" }],
  ["172.16.0.0/12", { "organisation.addressSpace": "172.16.0.0/12" }],
  ["no network of managed devices", { "managedDevices.networks": [] }],
  ["a /16 and a /32 of IPv6", { "managedDevices.networks": ["198.51.0.0/16", "2001:db8::/32"] }],
  [
    "figures that just fit",
    { "classes.account.forecast": { vcpus: 3.2, memoryGiB: 6.8, storageGiB: 64, growthPerMonth: 0 } },
  ],
  ["a grant of thirty days", { "grants.0.end": "2026-12-16T08:00:00Z" }],
  [
    "contacts outside, approved a year ago",
    {
      "classes.contact.hosting": "outside:somewhere",
      "approvals.0": { subject: "hosting:contact", approver: "amara", date: "2025-11-23" },
    },
  ],
  ["no record of the change, which is the policy pack's to refuse", { change: undefined }],
  ["a leaver on the last day", { leavers: { amara: "2026-11-24", chidi: "2026-12-04" } }],
  ["a review of today", { "reviews.policy": "2026-11-24" }],
  ["a waiver of thirty days", waived()],
  ["a waiver on its last day", waived({ start: "2026-11-01", expiry: "2026-11-24" })],
  ["log archive one day shorter than backups", { backups: { pointInTimeDays: 14, retentionDays: 15 } }],
  [
    "a stack of one class",
    {
      classes: prodValues()["bastide:classes"] && {
        account: (prodValues()["bastide:classes"] as Record<string, unknown>).account,
      },
      otherStacks: { events: { "fr-par": "192.0.2.5" } },
    },
  ],
  [
    "an administrator of an inherited name",
    {
      "administrators.constructor": {
        name: "Con Structor",
        duties: ["database"],
        device: "desk",
        keys: [amaraKey.replace("PBA1", "PBA2")],
      },
      "managedDevices.devices.desk": { owner: "constructor", wireguardKey: `${"B".repeat(42)}A=` },
    },
  ],
];

describe("what the sections say together", () => {
  it.each(refused)("refuses %s", (_, change, keys) => {
    expect(keysOf(prodWith(change)).sort()).toEqual(keys.map((key) => `bastide:${key}`).sort());
  });

  it.each(refused)("says what and how for %s", (_, change) => {
    for (const { message, fix } of problemsOf(prodWith(change))) {
      expect(message).toMatch(/^\S.*\.$/s);
      expect(message).not.toMatch(/undefined|null|NaN|\[object/);
      expect(fix).toMatch(/^[A-Z].*\.$/s);
    }
  });

  it.each(accepted)("accepts %s", (_, change) => {
    expect(problemsOf(prodWith(change))).toEqual([]);
  });

  it("judges approvals and waivers by the day it is", () => {
    const outside = prodWith({
      "classes.contact.hosting": "outside:somewhere",
      "approvals.0": { subject: "hosting:contact", approver: "amara", date: "2026-06-22" },
      ...waived(),
    });
    expect(keysOf(outside, today)).toEqual([]);
    expect(keysOf(outside, new Date("2026-12-21T00:00:00Z"))).toEqual(["bastide:waivers[0].expiry"]);
    expect(keysOf(outside, new Date("2027-06-24T00:00:00Z"))).toEqual([
      "bastide:classes.contact.hosting",
      "bastide:waivers[0].expiry",
    ]);
  });

  it("never answers with the keys of people", () => {
    const values = prodValues();
    put(values, ["bastide:administrators", "bjarne", "keys"], [`${amaraKey} bjarne`]);
    expect(JSON.stringify(problemsOf(values))).not.toContain("AAAAGnNr");
  });
});
