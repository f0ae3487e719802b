import { z } from "zod";
import { catalog } from "../catalog";
import { type Call, defineResource, type Section } from "../core/definition";
import type { Entity, EventRecord } from "../core/kinds";
import { answerList } from "../core/routes";
import { interfaceSettings } from "../core/settings";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { defined } from "./shared";

interface AccountSettings {
  managed: boolean;
  network_helper: boolean;
  longview_subscription: string | null;
  backups_enabled: boolean;
  object_storage: string;
  interfaces_for_new_linodes: (typeof interfaceSettings)[number];
  maintenance_policy: string;
}

/** The account's settings, once they were changed; there is one record, number 1. */
export interface AccountRecord extends Entity {
  id: 1;
  settings: AccountSettings;
}

declare module "../core/kinds" {
  interface Kinds {
    account: AccountRecord;
  }
}

function settings(world: World): AccountSettings {
  return (
    world.store.get("account", 1)?.settings ?? {
      managed: false,
      network_helper: true,
      longview_subscription: null,
      backups_enabled: false,
      object_storage: "active",
      interfaces_for_new_linodes: world.settings.interfacesForNewLinodes,
      maintenance_policy: "linode/migrate",
    }
  );
}

const settingsSchema = z.object({
  network_helper: z.boolean().nullish(),
  longview_subscription: z.string().nullish(),
  backups_enabled: z.boolean().nullish(),
  interfaces_for_new_linodes: z.enum(interfaceSettings).nullish(),
  maintenance_policy: z.string().nullish(),
});

function changeSettings(call: Call): unknown {
  const input = validate(settingsSchema, call.body);
  const next: AccountSettings = {
    ...settings(call.world),
    ...defined({
      network_helper: input.network_helper ?? undefined,
      longview_subscription: input.longview_subscription,
      backups_enabled: input.backups_enabled ?? undefined,
      interfaces_for_new_linodes: input.interfaces_for_new_linodes ?? undefined,
      maintenance_policy: input.maintenance_policy ?? undefined,
    }),
  };
  call.world.store.insert("account", { id: 1, settings: next });
  return next;
}

/** Marks an event and all before it. */
function mark(field: "seen" | "read"): (call: Call, event: EventRecord) => unknown {
  return (call, event) => {
    for (const one of [...call.world.store.all("event")]) {
      if (one.id <= event.id && !one[field]) call.world.store.patch("event", one.id, { [field]: true });
    }
    return {};
  };
}

const event = defineResource<"event">({
  kind: "event",
  path: "/account/events",
  scope: "events",
  filterable: [
    "id",
    "action",
    "created",
    "status",
    "seen",
    "read",
    "username",
    "percent_complete",
    "rate",
    "entity.id",
    "entity.type",
    "entity.label",
    "entity.url",
    "secondary_entity.id",
    "secondary_entity.type",
  ],
  view: (world, one) => world.jobs.progress(one),
  actions: [
    { method: "POST", path: "seen", run: mark("seen") },
    { method: "POST", path: "read", run: mark("read") },
  ],
});

const account = {
  company: "Local cloud",
  email: "local-cloud@example.com",
  first_name: "Local",
  last_name: "Cloud",
  address_1: "",
  address_2: "",
  city: "",
  state: "",
  zip: "",
  country: "FR",
  phone: "",
  tax_id: "",
  balance: 0,
  balance_uninvoiced: 0,
  credit_card: null,
  active_since: "2020-01-01T00:00:00",
  active_promotions: [],
  billing_source: "linode",
  euuid: "00000000-0000-0000-0000-000000000000",
  capabilities: [
    "Linodes",
    "NodeBalancers",
    "Block Storage",
    "Block Storage Encryption",
    "Object Storage",
    "Cloud Firewall",
    "Disk Encryption",
    "Placement Group",
    "VPCs",
    "Vlans",
    "Machine Images",
  ],
};

const availability = catalog.regions.map((region) => ({
  region: region.id,
  available: ["Linodes", "NodeBalancers", "Block Storage", "Kubernetes"].filter((one) =>
    region.capabilities.includes(one),
  ),
  unavailable: [],
}));

export const accounts: Section = {
  resources: [event],
  endpoints: [
    { method: "GET", path: "/account", scope: "account", run: () => account },
    { method: "GET", path: "/account/settings", scope: "account", run: (call) => settings(call.world) },
    { method: "PUT", path: "/account/settings", scope: "account", run: changeSettings },
    { method: "GET", path: "/longview/plan", scope: "longview", run: () => ({}) },
    { method: "PUT", path: "/longview/plan", scope: "longview", run: () => ({}) },
    {
      method: "GET",
      path: "/account/availability",
      scope: "account",
      run: (call) => answerList(call, availability, ["region"]),
    },
  ],
};
