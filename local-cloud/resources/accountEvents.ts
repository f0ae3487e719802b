import { type Call, defineResource } from "../core/definition";
import type { EventRecord } from "../core/kinds";
import type { World } from "../core/world";

/** Tells of something that happened to the account as a whole. */
export function notifyAccount(world: World, action: string): void {
  world.jobs.notify({
    action,
    kind: "account",
    entity: { id: 1, type: "account", label: "Local cloud", url: "/v4/account" },
  });
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

/** What happened, with the progress of what still happens. */
export const event = defineResource<"event">({
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
