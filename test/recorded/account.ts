import type { Cassette, Exchange } from "./cassette";
import { isObject, type JsonObject } from "./json";

/** Settings that a request may change, and what they are from the first answer that shows them. */
export type AccountSettings = Record<string, unknown>;

const settings = ["network_helper", "backups_enabled", "maintenance_policy", "interfaces_for_new_linodes"];

/**
 * The account's settings as a conversation finds them: as they are shown, or else as they follow from things that were made
 * without saying otherwise. What the conversation sets itself first is not among them.
 */
export function accountSettings(cassette: Cassette): AccountSettings {
  const found: AccountSettings = {};
  for (const exchange of cassette.exchanges) {
    if (exchange.status !== 200 || !isObject(exchange.answer)) continue;
    if (exchange.path === "/account/settings" && exchange.method === "PUT") break;
    for (const [key, value] of Object.entries(implied(exchange, exchange.answer))) {
      if (!(key in found) && value !== undefined) found[key] = value;
    }
  }
  return found;
}

function implied(exchange: Exchange, answer: JsonObject): AccountSettings {
  const body = isObject(exchange.body) ? exchange.body : {};
  if (exchange.path === "/account/settings") {
    return Object.fromEntries(settings.map((key) => [key, answer[key]]));
  }
  if (exchange.method !== "POST") return {};
  if (/^\/linode\/instances\/\d+\/configs$/.test(exchange.path)) {
    const asked = isObject(body.helpers) && body.helpers.network !== undefined;
    return asked || !isObject(answer.helpers) ? {} : { network_helper: answer.helpers.network };
  }
  if (exchange.path !== "/linode/instances") return {};
  return {
    ...(body.backups_enabled === undefined && isObject(answer.backups)
      ? { backups_enabled: answer.backups.enabled }
      : {}),
    ...(body.maintenance_policy === undefined ? { maintenance_policy: answer.maintenance_policy } : {}),
    ...(body.interface_generation === undefined ? generationSetting(answer.interface_generation) : {}),
  };
}

function generationSetting(generation: unknown): AccountSettings {
  if (generation === "linode")
    return { interfaces_for_new_linodes: "linode_default_but_legacy_config_allowed" };
  return {};
}
