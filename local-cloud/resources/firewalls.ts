import { z } from "zod";
import { catalog } from "../catalog";
import {
  type Call,
  defineChange,
  defineCreation,
  defineResource,
  type Endpoint,
  type Section,
} from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { addDevice, devicesOf, refuseSecondFirewall } from "./firewallDevices";
import { forgetVersions, keepVersion, versionActions } from "./firewallHistory";
import { checkRules, expand, fingerprint, type Rules, rulesSchema } from "./firewallRules";
import { defaultFirewalls } from "./firewallSettings";
import { defined, id, label, requireUniqueLabel, tags } from "./shared";

export interface FirewallRecord extends Entity {
  id: number;
  label: string;
  created: string;
  updated: string;
  status: "enabled" | "disabled";
  rules: Rules;
  /** Counts changes of the rules. */
  version: number;
  tags: string[];
}

declare module "../core/kinds" {
  interface Kinds {
    firewall: FirewallRecord;
  }
}

const firewallLabel = label(
  3,
  32,
  /^(?!.*(--|__|\.\.))[a-zA-Z][a-zA-Z0-9._-]*[a-zA-Z0-9]$/,
  "Must begin with a letter, end with an alphanumeric, and use only letters, numbers, dashes, underscores and periods",
);

export function firewallReference(firewall: FirewallRecord): EntityReference {
  return {
    id: firewall.id,
    type: "firewall",
    label: firewall.label,
    url: `/v4/networking/firewalls/${firewall.id}`,
  };
}

function rulesView({ rules, version }: FirewallRecord): unknown {
  return { ...rules, version, fingerprint: fingerprint(rules) };
}

export function firewallView(world: World, firewall: FirewallRecord): unknown {
  const { version: _, ...shown } = firewall;
  return {
    ...shown,
    rules: rulesView(firewall),
    entities: devicesOf(world, firewall.id).map((device) => device.entity),
  };
}

const ids = z.array(id).nullish();
const devices = z.object({ linodes: ids, nodebalancers: ids, interfaces: ids }).nullish();

/** Throws if the firewall is one of the account's default ones, which stay and stay enabled. */
function refuseDefault(world: World, firewallId: number, what: string): void {
  if (Object.values(defaultFirewalls(world)).includes(firewallId)) {
    throw invalid(`A default firewall cannot be ${what}. Choose another default first.`);
  }
}

function changeRules(call: Call, record: FirewallRecord): unknown {
  const { world } = call;
  const rules = validate(rulesSchema, call.body);
  checkRules(world, rules);
  const updated = world.clock.timestamp();
  const next = { ...record, rules, version: record.version + 1, updated };
  world.store.insert("firewall", next);
  keepVersion(world, next);
  world.jobs.notify({
    action: "firewall_rules_update",
    kind: "firewall",
    entity: firewallReference(record),
  });
  return rulesView(next);
}

/** A change of the status is an event of its own. */
function notifyUpdate(world: World, before: FirewallRecord, after: FirewallRecord): void {
  const turned = after.status === "enabled" ? "firewall_enable" : "firewall_disable";
  const action = before.status === after.status ? "firewall_update" : turned;
  world.jobs.notify({ action, kind: "firewall", entity: firewallReference(after) });
}

const firewall = defineResource<"firewall">({
  kind: "firewall",
  path: "/networking/firewalls",
  scope: "firewall",
  filterable: ["id", "label", "status", "tags", "created", "updated"],
  indexes: ["label"],
  view: firewallView,
  reference: (_, one) => firewallReference(one),
  create: defineCreation({
    schema: z.object({ label: firewallLabel, rules: rulesSchema, devices, tags }),
    build: (call, input): FirewallRecord => {
      requireUniqueLabel(call, "firewall", input.label, "firewalls");
      checkRules(call.world, input.rules);
      const now = call.world.clock.timestamp();
      return {
        id: call.world.store.nextId(),
        label: input.label,
        created: now,
        updated: now,
        status: "enabled",
        rules: input.rules,
        version: 1,
        tags: input.tags ?? [],
      };
    },
    created: (call, record, input) => {
      keepVersion(call.world, record);
      const { linodes, nodebalancers, interfaces } = input.devices ?? {};
      for (const one of linodes ?? []) addDevice(call.world, record.id, "linode", one);
      for (const one of nodebalancers ?? []) addDevice(call.world, record.id, "nodebalancer", one);
      for (const one of interfaces ?? []) addDevice(call.world, record.id, "interface", one);
    },
  }),
  update: defineChange({
    schema: z.object({
      label: firewallLabel.nullish(),
      status: z.enum(["enabled", "disabled"]).nullish(),
      tags,
    }),
    apply: (call, record: FirewallRecord, input): Partial<FirewallRecord> => {
      if (input.label != null) requireUniqueLabel(call, "firewall", input.label, "firewalls", record.id);
      if (input.status === "disabled") refuseDefault(call.world, record.id, "disabled");
      if (input.status === "enabled" && record.status === "disabled")
        refuseSecondFirewall(call.world, record.id);
      const changes = defined({
        label: input.label ?? undefined,
        status: input.status ?? undefined,
        tags: input.tags,
      });
      notifyUpdate(call.world, record, { ...record, ...changes });
      return changes;
    },
  }),
  remove: {
    check: (call, record) => refuseDefault(call.world, record.id, "deleted"),
    before: (call, record) => {
      for (const device of devicesOf(call.world, record.id))
        call.world.store.remove("firewallDevice", device.id);
      forgetVersions(call.world, record.id);
    },
  },
  notifications: { create: "firewall_create", delete: "firewall_delete" },
  actions: [
    { method: "GET", path: "rules", run: (_, record) => rulesView(record) },
    { method: "PUT", path: "rules", run: changeRules },
    {
      method: "GET",
      path: "rules/expansion",
      run: (call, record) => rulesView({ ...record, rules: expand(call.world, record.rules) }),
    },
    ...versionActions,
  ],
});

const templates: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/networking/firewalls/templates",
    scope: "firewall",
    filterable: ["slug"],
    run: (call) => answerList(call, catalog.firewallTemplates, ["slug"]),
  },
  {
    method: "GET",
    path: "/networking/firewalls/templates/:slug",
    scope: "firewall",
    run: (call) => {
      const found = catalog.firewallTemplates.find((one) => one.slug === call.params.slug);
      if (found === undefined) throw notFound();
      return found;
    },
  },
];

export const firewalls: Section = { resources: [firewall], endpoints: templates };
