import { describe, expect, it } from "vitest";
import { z } from "zod";
import { unwrap } from "../../../infra/config/describe";
import { sections } from "../../../infra/config/sections";
import { prodWith } from "../../support/infraConfigs";
import { waiver } from "../../support/infraWaiver";
import { problemsOf } from "./problems";

type Schema = z.core.$ZodType;

/** Every setting of the schema: `classes.*.data.type`, `grants.[].who`. */
function* settings(schema: Schema, path: string): Generator<{ path: string; schema: Schema }> {
  yield { path, schema };
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    for (const [key, value] of Object.entries(inner.shape))
      yield* settings(value as Schema, `${path}.${key}`);
  } else if (inner instanceof z.ZodRecord) yield* settings(inner.def.valueType, `${path}.*`);
  else if (inner instanceof z.ZodArray) yield* settings(inner.def.element, `${path}.[]`);
}

const all = Object.entries(sections).flatMap(([name, schema]) => [...settings(schema, name)]);

const brokenWaiver = (change: object) => ({ waivers: [{ ...waiver, ...change }] });

/** One broken property a setting: what is changed in production, and where the problem must be reported. */
const cases: Readonly<Record<string, { change: Record<string, unknown>; key?: string }>> = {
  organisation: { change: { organisation: [] } },
  "organisation.name": { change: { "organisation.name": "two--hyphens" } },
  "organisation.domain": { change: { "organisation.domain": "localhost" } },
  "organisation.contact": { change: { "organisation.contact": "nobody" } },
  "organisation.addressSpace": { change: { "organisation.addressSpace": "ten" } },
  "organisation.labelPrefix": { change: { "organisation.labelPrefix": "too-long-a" } },
  regions: {
    change: { regions: { "xx-nowhere": { number: 1, role: "active" } } },
    key: "regions.xx-nowhere",
  },
  "regions.*": { change: { "regions.fr-par": "active" } },
  "regions.*.number": { change: { "regions.fr-par.number": 127 } },
  "regions.*.role": { change: { "regions.fr-par.role": "primary" } },
  classes: { change: { classes: {} } },
  "classes.*": { change: { "classes.account": true } },
  "classes.*.data": { change: { "classes.account.data": undefined } },
  "classes.*.data.type": { change: { "classes.account.data.type": "g7-none" } },
  "classes.*.data.count": { change: { "classes.account.data.count": 1 } },
  "classes.*.data.volumeGiB": { change: { "classes.account.data.volumeGiB": 16_001 } },
  "classes.*.data.strict": { change: { "classes.account.data.strict": "very" } },
  "classes.*.gateway": { change: { "classes.account.gateway": 1 } },
  "classes.*.gateway.type": {
    change: { "classes.account.gateway": { type: "none" } },
    key: "classes.account.gateway.type",
  },
  "classes.*.forecast": { change: { "classes.account.forecast": undefined } },
  "classes.*.forecast.vcpus": { change: { "classes.account.forecast.vcpus": 0 } },
  "classes.*.forecast.memoryGiB": { change: { "classes.account.forecast.memoryGiB": 513 } },
  "classes.*.forecast.storageGiB": { change: { "classes.account.forecast.storageGiB": "24" } },
  "classes.*.forecast.growthPerMonth": { change: { "classes.account.forecast.growthPerMonth": 4 } },
  "classes.*.endpoint": { change: { "classes.account.endpoint": "api" } },
  "classes.*.endpoint.name": { change: { "classes.account.endpoint.name": "gateway" } },
  "classes.*.endpoint.edge": { change: { "classes.account.endpoint.edge": [] } },
  "classes.*.endpoint.edge.type": {
    change: { "classes.account.endpoint.edge": { type: "none" } },
    key: "classes.account.endpoint.edge.type",
  },
  "classes.*.endpoint.edge.count": {
    change: { "classes.account.endpoint.edge": { count: 6 } },
    key: "classes.account.endpoint.edge.count",
  },
  "classes.*.endpoint.service": { change: { "classes.account.endpoint.service": [] } },
  "classes.*.endpoint.service.type": {
    change: { "classes.account.endpoint.service": { type: "none" } },
    key: "classes.account.endpoint.service.type",
  },
  "classes.*.endpoint.service.count": {
    change: { "classes.account.endpoint.service": { count: 6 } },
    key: "classes.account.endpoint.service.count",
  },
  "classes.*.objects": { change: { "classes.account.objects": "yes" } },
  "classes.*.hosting": { change: { "classes.account.hosting": "elsewhere" } },
  "classes.*.reviewed": { change: { "classes.account.reviewed": "2026-02-29" } },
  administrators: { change: { administrators: { amara: "Amara" } }, key: "administrators.amara" },
  "administrators.*": { change: { "administrators.amara": 7 } },
  "administrators.*.name": { change: { "administrators.amara.name": " " } },
  "administrators.*.duties": { change: { "administrators.amara.duties": [] } },
  "administrators.*.duties.[]": { change: { "administrators.amara.duties.0": "root" } },
  "administrators.*.device": { change: { "administrators.amara.device": "Laptop" } },
  "administrators.*.keys": { change: { "administrators.amara.keys": [] } },
  "administrators.*.keys.[]": { change: { "administrators.amara.keys.0": "ssh-ed25519 AAAA" } },
  managedDevices: { change: { managedDevices: undefined } },
  "managedDevices.networks": { change: { "managedDevices.networks": "198.51.100.0/24" } },
  "managedDevices.networks.[]": { change: { "managedDevices.networks.0": "198.51.100.0" } },
  "managedDevices.devices": { change: { "managedDevices.devices": [] } },
  "managedDevices.devices.*": { change: { "managedDevices.devices.laptop-0163": null } },
  "managedDevices.devices.*.owner": { change: { "managedDevices.devices.laptop-0163.owner": "Chidi" } },
  "managedDevices.devices.*.wireguardKey": {
    change: { "managedDevices.devices.laptop-0163.wireguardKey": "short" },
  },
  grants: { change: { grants: {} } },
  "grants.[]": { change: { "grants.0": "chidi" } },
  "grants.[].who": { change: { "grants.0.who": "Chidi!" } },
  "grants.[].class": { change: { "grants.0.class": "everything" } },
  "grants.[].purpose": { change: { "grants.0.purpose": "curiosity" } },
  "grants.[].ticket": { change: { "grants.0.ticket": "" } },
  "grants.[].device": { change: { "grants.0.device": undefined } },
  "grants.[].approver": { change: { "grants.0.approver": "" } },
  "grants.[].start": { change: { "grants.0.start": "now" } },
  "grants.[].end": { change: { "grants.0.end": "2026-12-04 18:00" } },
  approvals: { change: { approvals: "all" } },
  "approvals.[]": { change: { "approvals.0": null } },
  "approvals.[].subject": { change: { "approvals.0.subject": "x" } },
  "approvals.[].approver": { change: { "approvals.0.approver": 7 } },
  "approvals.[].date": { change: { "approvals.0.date": "2026-06-31" } },
  waivers: { change: { waivers: "none" } },
  "waivers.[]": { change: { waivers: ["all"] }, key: "waivers[0]" },
  "waivers.[].policy": { change: brokenWaiver({ policy: "x" }), key: "waivers[0].policy" },
  "waivers.[].resource": { change: brokenWaiver({ resource: 1 }), key: "waivers[0].resource" },
  "waivers.[].reason": { change: brokenWaiver({ reason: "because" }), key: "waivers[0].reason" },
  "waivers.[].requestedBy": { change: brokenWaiver({ requestedBy: "" }), key: "waivers[0].requestedBy" },
  "waivers.[].approvers": { change: brokenWaiver({ approvers: [] }), key: "waivers[0].approvers" },
  "waivers.[].approvers.[]": {
    change: brokenWaiver({ approvers: ["amara", ...waiver.approvers] }),
    key: "waivers[0].approvers[0]",
  },
  "waivers.[].approvers.[].who": {
    change: brokenWaiver({ approvers: [{ who: "", role: "security" }, waiver.approvers[1]] }),
    key: "waivers[0].approvers[0].who",
  },
  "waivers.[].approvers.[].role": {
    change: brokenWaiver({ approvers: [{ who: "amara", role: "friend" }, waiver.approvers[1]] }),
    key: "waivers[0].approvers[0].role",
  },
  "waivers.[].ticket": { change: brokenWaiver({ ticket: "" }), key: "waivers[0].ticket" },
  "waivers.[].start": { change: brokenWaiver({ start: "now" }), key: "waivers[0].start" },
  "waivers.[].expiry": { change: brokenWaiver({ expiry: "2026-11-31" }), key: "waivers[0].expiry" },
  managers: { change: { managers: "dagny" } },
  "managers.[]": { change: { "managers.0": "Dagny!" } },
  leavers: { change: { leavers: ["erik"] } },
  "leavers.*": { change: { leavers: { erik: "yesterday" } }, key: "leavers.erik" },
  change: { change: { change: "approved" } },
  "change.ticket": { change: { "change.ticket": "" } },
  "change.author": { change: { "change.author": undefined } },
  "change.approver": { change: { "change.approver": "" } },
  "change.date": { change: { "change.date": "2026-11-31" } },
  reviews: { change: { reviews: undefined } },
  "reviews.policy": { change: { "reviews.policy": "2026" } },
  "reviews.configuration": { change: { "reviews.configuration": undefined } },
  "reviews.accounts": { change: { "reviews.accounts": 20261001 } },
  administration: { change: { administration: "keys" } },
  "administration.logIn": { change: { administration: { logIn: "password" } }, key: "administration.logIn" },
  "administration.authorities": {
    change: { administration: { logIn: "certificates" } },
    key: "administration.authorities",
  },
  "administration.authorities.[]": {
    change: { administration: { logIn: "certificates", authorities: ["ssh-rsa AAAAB3NzaC1yc2E="] } },
    key: "administration.authorities.0",
  },
  alerts: { change: { alerts: "me" } },
  "alerts.url": {
    change: { alerts: { url: "http://oncall.example.org", token: "none" } },
    key: "alerts.url",
  },
  "alerts.heartbeat": {
    change: { alerts: { url: "https://oncall.example.org", heartbeat: "often" } },
    key: "alerts.heartbeat",
  },
  "alerts.token": {
    change: { alerts: { url: "https://oncall.example.org", token: "none" } },
    key: "alerts.token",
  },
  certificates: { change: { certificates: "none" } },
  "certificates.*": { change: { certificates: { account: "none" } }, key: "certificates.account" },
  "certificates.*.chain": {
    change: { certificates: { account: { chain: "none", key: "none" } } },
    key: "certificates.account.chain",
  },
  "certificates.*.key": {
    change: { certificates: { account: { chain: "none", key: "none" } } },
    key: "certificates.account.key",
  },
  egress: { change: { egress: undefined } },
  "egress.names": { change: { "egress.names": [] } },
  "egress.names.[]": { change: { "egress.names.0": "*.debian.org" } },
  "egress.resolvers": { change: { "egress.resolvers": [] } },
  "egress.resolvers.[]": { change: { "egress.resolvers.0": "9.9.9.9" } },
  "egress.timeServers": { change: { "egress.timeServers": [] } },
  "egress.timeServers.[]": { change: { "egress.timeServers.0": "pool.ntp.org/32" } },
  backups: { change: { backups: 7 } },
  "backups.pointInTimeDays": { change: { "backups.pointInTimeDays": 6 } },
  "backups.retentionDays": { change: { "backups.retentionDays": 13 } },
  otherStacks: { change: { otherStacks: { everything: {} } }, key: "otherStacks.everything" },
  "otherStacks.*.*": {
    change: { otherStacks: { account: { "fr-par": "10.64.0.4" } } },
    key: "otherStacks.account.fr-par",
  },
  "otherStacks.*": { change: { otherStacks: { account: "prod" } }, key: "otherStacks.account" },
  drillable: { change: { drillable: "perhaps" } },
};

/** The key as it is printed: `grants.0.who` is `grants[0].who`. */
const printed = (path: string): string => `bastide:${path.replace(/\.(\d+)/g, "[$1]")}`;

describe("each setting", () => {
  it("has a case here", () => {
    expect(Object.keys(cases).sort()).toEqual(all.map(({ path }) => path).sort());
  });

  it.each(all.filter(({ path }) => !/\.(\*|\[\])$/.test(path)))(
    "$path says what it is and how to mend it",
    ({ schema }) => {
      const written = z.globalRegistry.get(schema);
      expect(written?.description).toMatch(/^[A-Z"`].*\.$/s);
      expect(written?.fix).toMatch(/^[A-Z].*[.]$/s);
    },
  );

  it.each(Object.entries(cases))("%s, when broken, is named with what and how", (path, { change, key }) => {
    const expected = printed(key ?? Object.keys(change)[0] ?? path);
    const problems = problemsOf(prodWith(change));
    const found = problems.filter((problem) => problem.key === expected);
    expect(problems.map((p) => p.key)).toContain(expected);
    for (const { message, fix } of found) {
      expect(message).toMatch(/\S/);
      expect(fix).toMatch(/^[A-Z].*[.]$/s);
    }
  });

  it.each(
    all.filter(({ schema }) => unwrap(schema) instanceof z.ZodObject && !(schema instanceof z.ZodOptional)),
  )("$path refuses a setting that it does not know", ({ path }) => {
    const where = path
      .replace("regions.*", "regions.fr-par")
      .replace(/^(classes|certificates)\.\*/, "$1.account")
      .replace("administrators.*", "administrators.amara")
      .replace("devices.*", "devices.laptop-0163")
      .replace("approvers.[]", "approvers.0")
      .replace(".[]", ".0");
    const base = path.startsWith("waivers") ? { waivers: [waiver] } : {};
    const values = prodWith({
      ...base,
      ...(path.startsWith("certificates") ? { certificates: { account: {} } } : {}),
      ...(path === "alerts" ? { alerts: {} } : {}),
      ...(path === "administration" ? { administration: {} } : {}),
      ...(path.includes("gateway") ? { "classes.account.gateway": {} } : {}),
      ...(path.includes("edge") ? { "classes.account.endpoint.edge": {} } : {}),
      ...(path.includes("service") ? { "classes.account.endpoint.service": {} } : {}),
      [`${where}.surprise`]: 1,
    });
    const problem = problemsOf(values).find((p) => p.key === printed(`${where}.surprise`));
    expect(problem?.message).toBe("There is no setting of this name.");
    expect(problem?.fix).toMatch(/^Remove it, or write one of: .+\.$/);
  });
});
