import type { Action } from "../core/definition";
import { notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import type { World } from "../core/world";
import { fingerprint, type Rules } from "./firewallRules";
import type { FirewallRecord } from "./firewalls";

/** The rules that a firewall had; its id is `FIREWALL/VERSION`. */
export interface FirewallVersionRecord extends Entity {
  id: string;
  firewall_id: number;
  version: number;
  rules: Rules;
  updated: string;
}

declare module "../core/kinds" {
  interface Kinds {
    firewallVersion: FirewallVersionRecord;
  }
}

/** Remembers a firewall's present rules. */
export function keepVersion(world: World, firewall: FirewallRecord): void {
  const { id, version, rules, updated } = firewall;
  world.store.insert("firewallVersion", { id: `${id}/${version}`, firewall_id: id, version, rules, updated });
}

/** Every version of a firewall's rules, oldest first; they count from 1 without gaps. */
function versionsOf(world: World, firewall: FirewallRecord): FirewallVersionRecord[] {
  const numbers = Array.from({ length: firewall.version }, (_, index) => index + 1);
  return numbers.flatMap((version) => world.store.get("firewallVersion", `${firewall.id}/${version}`) ?? []);
}

/** Forgets the versions of a firewall that goes away. */
export function forgetVersions(world: World, firewallId: number): void {
  const firewall = world.store.get("firewall", firewallId);
  if (firewall === undefined) return;
  for (const one of versionsOf(world, firewall)) world.store.remove("firewallVersion", one.id);
}

/** `history` of a firewall, shaped as Linode's own Python client has it (the API's document shows a firewall instead). */
export const versionActions: readonly Action<FirewallRecord>[] = [
  {
    method: "GET",
    path: "history",
    run: (call, firewall) => {
      const rows = versionsOf(call.world, firewall).map(({ updated, version }) => ({
        updated,
        status: firewall.status,
        rules: { version },
      }));
      return answerList(call, rows, ["updated", "status"]);
    },
  },
  {
    method: "GET",
    path: "history/rules/:version",
    run: (call, firewall) => {
      const found = call.world.store.get("firewallVersion", `${firewall.id}/${call.params.version}`);
      if (found === undefined) throw notFound();
      return { ...found.rules, version: found.version, fingerprint: fingerprint(found.rules) };
    },
  },
];
