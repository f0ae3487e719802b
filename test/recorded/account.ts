import type { Cassette, Exchange } from "./cassette";
import { isObject, type JsonObject } from "./json";

/** The account's settings, by their names in `/account/settings`. */
export type AccountSettings = Record<string, unknown>;

/** Settings that a request may change, and what they are from the first answer that shows them. */
const settings: readonly string[] = [
  "network_helper",
  "backups_enabled",
  "maintenance_policy",
  "interfaces_for_new_linodes",
  "longview_subscription",
];

/** Settings that are switched at addresses of their own, with the value that a new account hasn't got. */
const switches: readonly { key: string; value: unknown; path: string }[] = [
  { key: "managed", value: true, path: "/account/settings/managed-enable" },
  { key: "object_storage", value: "disabled", path: "/object-storage/cancel" },
];

/** What has to be sent, so that an account is as a conversation finds it. */
export function accountRequests(cassette: Cassette): { method: string; path: string; body: unknown }[] {
  const found = accountSettings(cassette);
  const body = Object.fromEntries(Object.entries(found).filter(([key]) => settings.includes(key)));
  return [
    ...switches
      .filter(({ key, value }) => found[key] === value)
      .map(({ path }) => ({ method: "POST", path, body: {} })),
    ...(Object.keys(body).length > 0 ? [{ method: "PUT", path: "/account/settings", body }] : []),
  ];
}

/**
 * The account's settings as a conversation finds them: as they are shown, or else as they follow from things that were made
 * without saying otherwise. What the conversation sets itself first is not among them.
 */
export function accountSettings(cassette: Cassette): AccountSettings {
  const found = shownSettings(cassette);
  const known = new Set(Object.keys(found));
  const own = new Set<number>();
  for (const exchange of cassette.exchanges) {
    if (exchange.status !== 200 || !isObject(exchange.answer)) continue;
    if (exchange.path === "/account/settings" && exchange.method === "PUT" && isObject(exchange.body)) {
      for (const key of Object.keys(exchange.body)) known.add(key);
    }
    for (const [key, value] of Object.entries(implied(exchange, exchange.answer, own))) {
      if (known.has(key) || value === undefined) continue;
      known.add(key);
      found[key] = value;
    }
  }
  return found;
}

/** What the first answer says that shows settings, but for those that its request set. */
function shownSettings({ exchanges }: Cassette): AccountSettings {
  const first = exchanges.find((one) => one.path === "/account/settings" && one.status === 200);
  if (first === undefined || !isObject(first.answer)) return {};
  const shown = implied(first, first.answer, new Set());
  const own = isObject(first.body) ? first.body : {};
  return Object.fromEntries(
    Object.entries(shown).filter(([key, value]) => value !== undefined && !(key in own)),
  );
}

/** What an answer tells; `own` are the configurations that were made or changed by request, which tell nothing. */
function implied(exchange: Exchange, answer: JsonObject, own: Set<number>): AccountSettings {
  const body = isObject(exchange.body) ? exchange.body : {};
  if (exchange.path === "/account/settings") {
    return Object.fromEntries(
      [...settings, ...switches.map(({ key }) => key)].map((key) => [key, answer[key]]),
    );
  }
  if (/^\/linode\/instances\/\d+\/configs(\/\d+)?$/.test(exchange.path)) {
    return { network_helper: helperDefault(exchange, answer, own) };
  }
  if (exchange.method !== "POST" || exchange.path !== "/linode/instances") return {};
  return {
    ...(body.backups_enabled === undefined && isObject(answer.backups)
      ? { backups_enabled: answer.backups.enabled }
      : {}),
    ...(body.maintenance_policy === undefined ? { maintenance_policy: answer.maintenance_policy } : {}),
    ...(body.interface_generation === undefined ? generationSetting(answer.interface_generation) : {}),
  };
}

/** The network helper of a configuration that nobody asked to have one or not. */
function helperDefault(exchange: Exchange, answer: JsonObject, own: Set<number>): unknown {
  const shown = (Array.isArray(answer.data) ? answer.data : [answer]).filter(isObject);
  const { body } = exchange;
  const asked = isObject(body) && isObject(body.helpers) && body.helpers.network !== undefined;
  if (asked) for (const one of shown) own.add(Number(one.id));
  const left = shown.find((one) => !own.has(Number(one.id)) && isObject(one.helpers));
  return isObject(left?.helpers) ? left.helpers.network : undefined;
}

function generationSetting(generation: unknown): AccountSettings {
  if (generation === "linode")
    return { interfaces_for_new_linodes: "linode_default_but_legacy_config_allowed" };
  return {};
}

const firewallSettings = "/networking/firewalls/settings";

/** The account's default firewalls as a conversation finds them: those that are shown and it didn't set itself. */
export function defaultFirewalls(cassette: Cassette): Record<string, number> {
  const shown = cassette.exchanges.find((one) => one.path === firewallSettings && one.status === 200);
  const ids = (value: unknown): JsonObject =>
    isObject(value) && isObject(value.default_firewall_ids) ? value.default_firewall_ids : {};
  const own = ids(shown?.body);
  return Object.fromEntries(
    Object.entries(ids(shown?.answer)).flatMap(([slot, id]) =>
      typeof id === "number" && !(slot in own) ? [[slot, id]] : [],
    ),
  );
}

/** The request that sets them; undefined where there are none. */
export function firewallRequest(
  cassette: Cassette,
): { method: string; path: string; body: unknown } | undefined {
  const ids = defaultFirewalls(cassette);
  if (Object.keys(ids).length === 0) return undefined;
  return { method: "PUT", path: firewallSettings, body: { default_firewall_ids: ids } };
}
