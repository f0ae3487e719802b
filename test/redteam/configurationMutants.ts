import { at, copy, paths, put, type Step, type Values } from "../support/infraConfigs";
import { waiver as inOrder } from "../support/infraWaiver";
import type { Change } from "./mutant";

/** One thing changed in production's configuration; its path is such as `bastide:grants[].end`, without names of things. */
export interface ConfigurationMutant extends Change {
  readonly values: Values;
}

const day = 86_400_000;
const dated = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10);
const moment = (days: number): string => new Date(Date.now() + days * day).toISOString();
const softwareKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPBA1dDSpT1iMM5F0+AYmKmMD2f0zoJlMa/3028W1bEd someone";

/** What people write under a setting when they are in a hurry, or want more than they may. The first line that fits counts. */
const temptations: readonly (readonly [RegExp, readonly unknown[]])[] = [
  [/^classes\.\*\.reviewed$|^reviews\./, [dated(-400), dated(30), "soon", ""]],
  [/^approvals\[\]\.date$/, [dated(-400), dated(30), "soon"]],
  [/^change\.date$/, [dated(30), "soon", ""]],
  [/^approvals\[\]\.approver$/, ["mallory", "bjarne", ""]],
  [/^approvals\[\]\.subject$/, ["", 7]],
  [/^change\.approver$/, ["bjarne", "mallory", "chidi", ""]],
  [/^change\.author$/, ["amara", ""]],
  [/^change\.ticket$|^grants\[\]\.(ticket|purpose)$/, [""]],
  [/^grants\[\]\.purpose$/, ["curiosity"]],
  [/^grants\[\]\.end$/, [moment(60), moment(-60), "later", ""]],
  [/^grants\[\]\.start$/, [moment(-60), moment(30), "once"]],
  [/^grants\[\]\.approver$/, ["chidi", "bjarne", "mallory", ""]],
  [/^grants\[\]\.device$/, ["laptop-0117", "laptop-9999", ""]],
  [/^grants\[\]\.who$/, ["amara", "mallory", ""]],
  [/^grants\[\]\.class$/, ["everything", ""]],
  [/^administrators\.\*\.keys\[\]$/, [softwareKey, "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ== someone", ""]],
  [/^administrators\.\*\.keys$/, [[], [softwareKey]]],
  [/^administrators\.\*\.device$/, ["laptop-9999", "laptop-0163", ""]],
  [/^administrators\.\*\.duties$/, [[], ["everything"]]],
  [/^administrators$|^managers$/, [{}, []]],
  [/^managers\[\]$/, ["amara", ""]],
  [/^managedDevices\.networks\[\]$/, ["0.0.0.0/0", "198.0.0.0/7", "everywhere"]],
  [/^managedDevices\.networks$/, [[], ["0.0.0.0/0"], ["::/0"]]],
  [/^managedDevices\.devices\.\*\.owner$/, ["mallory", ""]],
  [
    /^managedDevices\.devices\.\*\.wireguardKey$/,
    ["AAAA", "", "KoB//hcEo0O5EW9iQ0O9ti96IqDC5arxUeKz6BsYu/M="],
  ],
  [/^classes\.\*\.data\.type$/, ["g6-nanode-1", "g6-standard-1", "g7-unknown"]],
  [/^classes\.\*\.data\.volumeGiB$/, [10, 0, -1, "80"]],
  [/^classes\.\*\.forecast\.\w+$/, [1000, -1, "much"]],
  [/^classes\.\*\.endpoint\.name$/, ["*", "api.elsewhere.example", ""]],
  [/^classes\.\*\.hosting$/, ["outside"]],
  [/^regions\.\*\.role$/, ["standby", "active", "spare"]],
  [/^regions\.\*\.number$/, [0, 1, 2, 300]],
  [/^organisation\.addressSpace$/, ["0.0.0.0/0", "192.168.0.0/16", "203.0.113.0/24", "10.64.0.0/20"]],
  [/^organisation\.domain$/, ["", "no domain"]],
  [/^egress\.names\[\]$/, ["*", "*.example.com", "https://deb.debian.org", ""]],
  [/^egress\.(resolvers|timeServers)\[\]$/, ["0.0.0.0/0", "9.0.0.0/8", "everywhere"]],
  [/^backups\.pointInTimeDays$/, [6, 0, -1, "7"]],
  [/^backups\.retentionDays$/, [6, 0, 1, "35"]],
  [/^waivers$/, [[{}], "none"]],
];

const waiver = {
  ...inOrder,
  policy: "linode-volume-require-encryption",
  resource: "account-fr-par-data-1-volume",
  start: dated(-1),
  expiry: dated(10),
};
const grant = {
  who: "chidi",
  class: "account",
  purpose: "support",
  ticket: "SUP-1",
  device: "laptop-0163",
  approver: "amara",
  start: moment(-1),
  end: moment(5),
};

/** Entries that production does not have: each is wrong in one way. */
const additions: readonly (readonly [path: string, change: string, value: unknown])[] = [
  ["waivers", "has one that nothing needs", [waiver]],
  ["waivers", "has one that has expired", [{ ...waiver, start: dated(-20), expiry: dated(-1) }]],
  ["waivers", "has one that has not begun", [{ ...waiver, start: dated(2) }]],
  ["waivers", "has one for too long", [{ ...waiver, expiry: dated(60) }]],
  ["waivers", "has one without an end", [{ ...waiver, expiry: undefined }]],
  ["waivers", "has one that its requester approved", [{ ...waiver, requestedBy: "amara" }]],
  ["waivers", "has one with one approver", [{ ...waiver, approvers: waiver.approvers.slice(0, 1) }]],
  [
    "waivers",
    "has one approved twice by one",
    [{ ...waiver, approvers: [waiver.approvers[0], { who: "amara", role: "management" }] }],
  ],
  [
    "waivers",
    "has one approved by a stranger",
    [{ ...waiver, approvers: [waiver.approvers[0], { who: "mallory", role: "management" }] }],
  ],
  ["waivers", "has one for every resource", [{ ...waiver, resource: "*" }]],
  ["waivers", "has one for no known policy", [{ ...waiver, policy: "linode-everything-allow" }]],
  ["waivers", "has one without a reason", [{ ...waiver, reason: "" }]],
  ["waivers", "has one without a ticket", [{ ...waiver, ticket: undefined }]],
  ["waivers", "has one for what can't be waived", [{ ...waiver, policy: "bastide-stack-require-one-class" }]],
  ["waivers", "has one twice", [waiver, waiver]],
  ["leavers", "has an administrator", { bjarne: dated(-3) }],
  ["leavers", "has the approver", { amara: dated(-3) }],
  ["leavers", "has a manager", { dagny: dated(-3) }],
  ["leavers", "has one with a grant", { chidi: dated(-3) }],
  ["leavers", "has one whose last day is none", { someone: "soon" }],
  ["grants", "has one for two months", [{ ...grant, end: moment(70) }]],
  ["grants", "has one that its user approved", [{ ...grant, approver: "chidi" }]],
  ["grants", "has one from another's device", [{ ...grant, device: "laptop-0117" }]],
  ["grants", "has one without an end", [{ ...grant, end: undefined }]],
  ["classes.account.hosting", "is outside", { outside: "Elsewhere Ltd" }],
  ["classes.sessions.hosting", "is outside", { outside: "Elsewhere Ltd" }],
  ["classes.contact.hosting", "is outside, without an approval", { outside: "Elsewhere Ltd" }],
  ["classes.everything", "is a class that the catalogue does not have", { reviewed: dated(-5) }],
  ["regions.us-east", "is a region outside the Union", { number: 3, role: "standby" }],
  ["organisation.addressSpaces", "is a setting that nobody knows", "10.0.0.0/8"],
  ["backup", "is a section that nobody knows", { retentionDays: 1 }],
];

const relevant = new Set([
  "regions",
  "classes",
  "administrators",
  "managedDevices",
  "grants",
  "approvals",
  "managers",
  "waivers",
  "change",
  "leavers",
  "reviews",
  "egress",
  "backups",
  "organisation",
]);

/** Every setting of production's configuration: taken away, with what tempts people, and with what is added to it. */
export function* configurationMutants(prod: Values): Generator<ConfigurationMutant> {
  for (const steps of paths(prod)) {
    const [section = "", ...below] = steps;
    const name = String(section).replace("bastide:", "");
    if (!relevant.has(name)) {
      continue;
    }
    const path = pathOf([name, ...below]);
    const present = at(prod, steps);
    const others = temptations.find(([pattern]) => pattern.test(path))?.[1] ?? [];
    for (const other of [undefined, ...others]) {
      if (JSON.stringify(other) !== JSON.stringify(present)) {
        yield {
          subject: steps.join("."),
          path: `bastide:${path}`,
          change: other === undefined ? "is missing" : `is ${JSON.stringify(other)}`,
          values: withValue(prod, steps, other),
        };
      }
    }
  }
  for (const [path, change, value] of additions) {
    const [section = "", ...below] = path.split(".");
    const steps = [`bastide:${section}`, ...below];
    yield {
      subject: steps.join("."),
      path: `bastide:${path}`,
      change,
      values: withValue(prod, steps, value),
    };
  }
}

function withValue(prod: Values, steps: readonly Step[], value: unknown): Values {
  const values = copy(prod);
  put(values, steps, value);
  return values;
}

/** Names that a configuration gives to things stand for all of their kind. */
function pathOf([section, ...below]: readonly Step[]): string {
  return below.reduce<string>((path, step) => {
    const isName = ["classes", "administrators", "regions", "managedDevices.devices", "leavers"].includes(
      path,
    );
    return typeof step === "number" ? `${path}[]` : `${path}.${isName ? "*" : step}`;
  }, String(section));
}
