import { z } from "zod";
import type { Call, Section } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { id } from "./shared";

const slots = ["linode", "nodebalancer", "public_interface", "vpc_interface"] as const;
/** The kinds of service that the account may have a default firewall for. */
export type FirewallSlot = (typeof slots)[number];

type Defaults = Record<FirewallSlot, number | null>;

/** A request's way to want no firewall, though there is a default one. */
const optOut = -1;

/** The account's default firewalls. */
export function defaultFirewalls(world: World): Defaults {
  const saved = (world.store.getMeta("defaultFirewalls") ?? {}) as Partial<Defaults>;
  return Object.fromEntries(slots.map((slot) => [slot, saved[slot] ?? null])) as Defaults;
}

/** The firewall for a new service: the one asked for, else the account's default one; undefined for none. */
export function firewallForNew(
  world: World,
  slot: FirewallSlot,
  asked: number | null | undefined,
): number | undefined {
  if (asked === optOut) return undefined;
  const chosen = asked ?? defaultFirewalls(world)[slot] ?? undefined;
  if (chosen !== undefined && world.store.get("firewall", chosen) === undefined) {
    throw invalid("firewall_id is not valid", "firewall_id");
  }
  return chosen;
}

const schema = z.object({
  default_firewall_ids: z.partialRecord(z.enum(slots), id.nullable()).nullish(),
});

function change(call: Call): unknown {
  const input = validate(schema, call.body);
  for (const [slot, named] of Object.entries(input.default_firewall_ids ?? {})) {
    const field = `default_firewall_ids.${slot}`;
    const firewall = named == null ? undefined : call.world.store.get("firewall", named);
    if (named != null && firewall === undefined) throw invalid(`${slot} is not valid`, field);
    if (firewall?.status === "disabled") throw invalid("A default firewall must be enabled", field);
  }
  const next: Defaults = { ...defaultFirewalls(call.world), ...input.default_firewall_ids };
  call.world.store.setMeta("defaultFirewalls", next);
  return { default_firewall_ids: next };
}

const path = "/networking/firewalls/settings";

export const firewallSettings: Section = {
  endpoints: [
    {
      method: "GET",
      path,
      scope: "firewall",
      run: (call) => ({ default_firewall_ids: defaultFirewalls(call.world) }),
    },
    { method: "PUT", path, scope: "firewall", run: change },
  ],
};
