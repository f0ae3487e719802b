import { createHash } from "node:crypto";
import { z } from "zod";
import { catalog } from "../catalog";
import { defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { addDevice, devicesOf, refuseSecondFirewall } from "./firewallDevices";
import { checkRules, type Rules, rulesSchema } from "./firewallRules";
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
  /^(?!.*(--|__|\.\.))[a-zA-Z0-9][a-zA-Z0-9._-]*[a-zA-Z0-9]$/,
  "Must begin and end with an alphanumeric, and use only letters, numbers, dashes, underscores and periods",
);

export function firewallReference(firewall: FirewallRecord): EntityReference {
  return {
    id: firewall.id,
    type: "firewall",
    label: firewall.label,
    url: `/v4/networking/firewalls/${firewall.id}`,
  };
}

function rulesView(firewall: FirewallRecord): Rules & { version: number; fingerprint: string } {
  const fingerprint = createHash("sha256").update(JSON.stringify(firewall.rules)).digest("hex").slice(0, 8);
  return { ...firewall.rules, version: firewall.version, fingerprint };
}

export function firewallView(world: World, firewall: FirewallRecord): unknown {
  const { version: _, ...shown } = firewall;
  return {
    ...shown,
    rules: rulesView(firewall),
    entities: devicesOf(world, firewall.id).map((device) => device.entity),
  };
}

const devices = z.object({ linodes: z.array(id).nullish(), nodebalancers: z.array(id).nullish() }).nullish();

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
      checkRules(input.rules);
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
      for (const linode of input.devices?.linodes ?? []) addDevice(call.world, record.id, "linode", linode);
      for (const balancer of input.devices?.nodebalancers ?? []) {
        addDevice(call.world, record.id, "nodebalancer", balancer);
      }
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
      if (input.status === "enabled" && record.status === "disabled")
        refuseSecondFirewall(call.world, record.id);
      return defined({
        label: input.label ?? undefined,
        status: input.status ?? undefined,
        tags: input.tags,
      });
    },
  }),
  remove: {
    before: (call, record) => {
      for (const device of devicesOf(call.world, record.id))
        call.world.store.remove("firewallDevice", device.id);
    },
  },
  notifications: { create: "firewall_create", update: "firewall_update", delete: "firewall_delete" },
  actions: [
    { method: "GET", path: "rules", run: (_, record) => rulesView(record) },
    {
      method: "PUT",
      path: "rules",
      run: (call, record) => {
        const rules = validate(rulesSchema, call.body);
        checkRules(rules);
        const changed = call.world.store.patch("firewall", record.id, {
          rules,
          version: record.version + 1,
          updated: call.world.clock.timestamp(),
        });
        const entity = firewallReference(record);
        call.world.jobs.notify({ action: "firewall_rules_update", kind: "firewall", entity });
        return rulesView(changed ?? record);
      },
    },
  ],
});

const slots = ["linode", "nodebalancer", "public_interface", "vpc_interface"] as const;
const settingsSchema = z.object({
  default_firewall_ids: z.partialRecord(z.enum(slots), id.nullable()).nullish(),
});

/** The account's default firewalls. */
function settings(world: World): Record<string, unknown> {
  const saved = (world.store.getMeta("defaultFirewalls") ?? {}) as Record<string, number | null>;
  return { default_firewall_ids: Object.fromEntries(slots.map((slot) => [slot, saved[slot] ?? null])) };
}

export const firewalls: Section = {
  resources: [firewall],
  endpoints: [
    {
      method: "GET",
      path: "/networking/firewalls/templates",
      scope: "firewall",
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
    {
      method: "GET",
      path: "/networking/firewalls/settings",
      scope: "firewall",
      run: (call) => settings(call.world),
    },
    {
      method: "PUT",
      path: "/networking/firewalls/settings",
      scope: "firewall",
      run: (call) => {
        const input = validate(settingsSchema, call.body);
        for (const [slot, named] of Object.entries(input.default_firewall_ids ?? {})) {
          if (named != null && call.world.store.get("firewall", named) === undefined) {
            throw invalid(`${slot} is not valid`, `default_firewall_ids.${slot}`);
          }
        }
        const old = (call.world.store.getMeta("defaultFirewalls") ?? {}) as Record<string, number | null>;
        const next = { ...old, ...input.default_firewall_ids } as Record<string, number | null>;
        call.world.store.setMeta("defaultFirewalls", next);
        return settings(call.world);
      },
    },
  ],
};
