import { z } from "zod";
import type { Call, Endpoint } from "../core/definition";
import type { Entity } from "../core/kinds";
import { interfaceSettings } from "../core/settings";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { notifyAccount } from "./accountEvents";
import { defined } from "./shared";

/** The account's settings. */
export interface AccountSettings {
  managed: boolean;
  network_helper: boolean;
  longview_subscription: string | null;
  backups_enabled: boolean;
  object_storage: "active" | "disabled";
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

/** The account's settings, as they are or as they were at the start. */
export function accountSettings(world: World): AccountSettings {
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

/** Whether a new Linode has backups: asked for, for all of the account's, or part of the managed service (recorded). */
export function hasBackups(world: World, asked: boolean | null | undefined): boolean {
  const { backups_enabled, managed } = accountSettings(world);
  return backups_enabled || managed || (asked ?? false);
}

/** Replaces settings; does nothing if they are so already. */
export function setAccountSettings(world: World, changes: Partial<AccountSettings>): AccountSettings {
  const old = accountSettings(world);
  const next = { ...old, ...changes };
  if (JSON.stringify(old) !== JSON.stringify(next)) {
    world.store.insert("account", { id: 1, settings: next });
  }
  return next;
}

const schema = z.object({
  network_helper: z.boolean().nullish(),
  longview_subscription: z.string().nullish(),
  backups_enabled: z.boolean().nullish(),
  interfaces_for_new_linodes: z.enum(interfaceSettings).nullish(),
  maintenance_policy: z.enum(["linode/migrate", "linode/power_off_on"]).nullish(),
});

function change(call: Call): unknown {
  const input = validate(schema, call.body);
  const next = setAccountSettings(
    call.world,
    defined({
      network_helper: input.network_helper ?? undefined,
      longview_subscription: input.longview_subscription,
      backups_enabled: input.backups_enabled ?? undefined,
      interfaces_for_new_linodes: input.interfaces_for_new_linodes ?? undefined,
      maintenance_policy: input.maintenance_policy ?? undefined,
    }),
  );
  notifyAccount(call.world, "account_settings_update");
  return next;
}

function enableManaged(call: Call): unknown {
  setAccountSettings(call.world, { managed: true });
  notifyAccount(call.world, "managed_enabled");
  return {};
}

const scope = "account";
const path = "/account/settings";

export const settingsEndpoints: readonly Endpoint[] = [
  { method: "GET", path, scope, run: (call) => accountSettings(call.world) },
  { method: "PUT", path, scope, run: change },
  { method: "POST", path: `${path}/managed-enable`, scope, run: enableManaged },
];
