import type { Cassette, Exchange } from "./cassette";
import type { Difference } from "./compare";
import { isObject, leaves } from "./json";

/** A field that Linode's API has not always had, or not always with such values. */
export interface Change {
  /** Which answers have it, by path. */
  of: RegExp;
  /** The field's path, as differences give it, without what leads to the element of a list. */
  field: RegExp;
  /** The first recording that shows it was made on this day; the last without it before. */
  since: string;
  /** Set where the field was there before, with other values. */
  changed?: string;
  /** Set where a region's capability brings it; what is absent from the conversation's list of regions wasn't there yet. */
  capability?: string;
}

/** Capabilities of each region. */
export type Regions = ReadonlyMap<string, ReadonlySet<string>>;

/** A list of regions as it was on some day. */
export interface DatedRegions {
  day: string;
  regions: Regions;
}

/** What recordings tell of the API that one of them was made with. */
export interface Era {
  day: string;
  /**
   * By the conversation's own list of regions, or else by the next one that another conversation shows: as capabilities
   * come and don't go, what a region lacked later it lacked before. Undefined if there is none.
   */
  regions: Regions | undefined;
}

/**
 * What Linode added in the time that recordings span, as their own dates show: none before `since` has the field, and
 * all from then on have it. The stand-in answers as of today, so a recording from before may lack it.
 */
export const changes: readonly Change[] = [
  { of: /^\/linode\/instances/, field: /^placement_group$|^lke_cluster_id$/, since: "2024-06-17" },
  { of: /^\/linode\/instances/, field: /^site_type$/, since: "2024-07-25" },
  { of: /^\/linode\/instances/, field: /^disk_encryption$/, since: "2024-09-03" },
  { of: /^\/linode\/instances/, field: /^specs\.accelerated_devices$|^capabilities$/, since: "2024-11-28" },
  {
    of: /^\/linode\/instances/,
    field: /^interface_generation$/,
    since: "2025-05-27",
    capability: "Linode Interfaces",
  },
  {
    of: /^\/linode\/instances/,
    field: /^maintenance_policy$/,
    since: "2025-08-22",
    capability: "Maintenance Policy",
  },
  { of: /^\/linode\/instances/, field: /^locks$/, since: "2025-11-20" },
  { of: /^\/linode\/instances/, field: /^alerts\.(system|user)_alerts$/, since: "2026-05-05" },
  { of: /^\/linode\/instances\/\d+\/configs/, field: /^(interfaces\[\]\.)?ipv6$/, since: "2025-08-22" },
  { of: /\/ips(\/|$)/, field: /(^|\.|\])reserved$/, since: "2024-09-03" },
  { of: /\/ips(\/|$)/, field: /(^|\.|\])(interface_id|assigned_entity)$/, since: "2025-05-27" },
  { of: /^\/linode\/instances\/\d+\/ips/, field: /^ipv6\.vpc$/, since: "2025-05-27" },
  { of: /\/ips(\/|$)/, field: /(^|\.|\])tags$/, since: "2026-05-11" },
  { of: /\/ips(\/|$)/, field: /(^|\.|\])nodebalancer_id$/, since: "2024-12-11" },
  { of: /\/ips(\/|$)/, field: /(^|\.|\])database_id$/, since: "2025-05-27" },
  { of: /firewalls/, field: /(^|\.)parent_entity$/, since: "2025-05-27" },
  { of: /^\/linode\/types(\/|$)/, field: /^accelerated_devices$/, since: "2024-11-28" },
  { of: /^\/account\/settings$/, field: /^interfaces_for_new_linodes$/, since: "2025-05-27" },
  { of: /^\/account\/settings$/, field: /^maintenance_policy$/, since: "2025-08-13" },
  { of: /^\/account\/agreements$/, field: /^billing_agreement$/, since: "2024-10-31" },
  { of: /^\/account\/events/, field: /^details$/, since: "2025-08-22" },
  { of: /^\/images/, field: /^(image\.)?(regions|total_size|tags)$/, since: "2024-09-20" },
  {
    of: /^\/images/,
    field: /^capabilities$/,
    since: "2024-09-20",
    capability: "distributed-sites",
  },
  { of: /^\/images/, field: /^(image\.)?(is_shared|image_sharing)$/, since: "2026-05-06" },
  { of: /volumes/, field: /^encryption$/, since: "2024-10-10" },
  // Before the locks, and before the alerts above: an undated recording has it without them.
  { of: /volumes/, field: /^io_ready$/, since: "2026-05-04" },
  { of: /volumes/, field: /^locks$/, since: "2026-05-07" },
  {
    of: /\/nodebalancers/,
    field: /^(vpc_config_id|udp_check_port|udp_session_timeout|type|client_udp_sess_throttle|lke_cluster)$/,
    since: "2025-05-27",
  },
  {
    of: /\/nodebalancers/,
    field: /^(frontend_address_type|frontend_vpc_subnet_id|locks)$/,
    since: "2026-02-02",
  },
  { of: /^\/object-storage\/buckets/, field: /^(endpoint_type|s3_endpoint)$/, since: "2024-10-10" },
  { of: /^\/object-storage\/keys/, field: /^regions\[\]\.endpoint_type$/, since: "2024-10-10" },
  { of: /^\/regions$/, field: /^(site_type|placement_group_limits)$/, since: "2024-06-17" },
  {
    of: /^\/regions$/,
    field: /^monitors$|^placement_group_limits\.maximum_linodes_per_flexible_pg$/,
    since: "2025-08-22",
  },
  { of: /^\/vpcs/, field: /^(subnets\[\]\.)?(databases|nodebalancers)$/, since: "2025-05-27" },
  { of: /^\/vpcs/, field: /^(subnets\[\]\.)?linodes\[\]\.interfaces\[\]\.config_id$/, since: "2025-05-27" },
  { of: /^\/vpcs/, field: /^(subnets\[\]\.)?ipv6$/, since: "2026-03-26" },
  { of: /^\/vpcs/, field: /^ipv4$/, since: "2026-05-06" },
  { of: /^\/vpcs/, field: /^(subnets\[\]\.)?vpc_type$/, since: "2026-07-28" },
  {
    of: /^\/linode\/instances/,
    field: /^disk_encryption$/,
    since: "2024-09-20",
    changed: "enabled by default, since regions have the capability Disk Encryption",
    capability: "Disk Encryption",
  },
  {
    of: /^\/networking\/(reserved\/)?ips/,
    field: /^rdns$/,
    since: "2025-08-22",
    changed: "null while the address is not assigned, no longer its reverse name",
  },
  {
    of: /^\/regions$/,
    field: /^placement_group_limits\.maximum_pgs_per_customer$/,
    since: "2024-07-25",
    changed: "null, as there is no limit any more",
  },
];

/**
 * The day of each exchange's API. Where headers don't tell, it is that of the newest field that the conversation shows:
 * it can't be older than that, and whatever it lacks from later can be excused.
 */
export function dayOf(exchange: Exchange, cassette: Cassette): string {
  if (exchange.date !== undefined) return exchange.date.toISOString().slice(0, 10);
  const known = undated.get(cassette) ?? newestIn(cassette);
  undated.set(cassette, known);
  return known;
}

/** Days of conversations whose headers don't tell. */
const undated = new WeakMap<Cassette, string>();

function newestIn(cassette: Cassette): string {
  let newest = "";
  for (const one of cassette.exchanges) {
    const shown = changes.filter(({ of, changed }) => changed === undefined && of.test(one.path));
    for (const { path } of shown.length === 0 ? [] : leaves(one.answer)) {
      for (const addition of shown) {
        if (addition.since > newest && prefixes(path).some((field) => addition.field.test(field))) {
          newest = addition.since;
        }
      }
    }
  }
  return newest;
}

/** Whether a recording differs because Linode added the field, or changed what is in it, later. */
export function isLaterChange(difference: Difference, exchange: Exchange, era: Era): boolean {
  const added = difference.kind === "field" && difference.recorded === "absent";
  const isOther = difference.kind === "value" || [difference.recorded, difference.here].includes("null");
  if (!added && !isOther) return false;
  const inTag = exchange.path.startsWith("/tags/");
  const field = difference.at.replace(inTag ? /^data\[\]\.data\./ : /^data\[\]\./, "");
  const paths = inTag ? tagged : [exchange.path];
  return changes.some(
    ({ of, field: pattern, since, changed, capability }) =>
      (era.day < since || isClosed(capability, exchange, era)) &&
      (changed === undefined) === added &&
      paths.some((path) => of.test(path)) &&
      pattern.test(field),
  );
}

/** Where the things are that a tag's list shows whole, under `data`. */
const tagged = ["/linode/instances/1", "/volumes/1", "/nodebalancers/1", "/domains/1"];

function isClosed(capability: string | undefined, exchange: Exchange, era: Era): boolean {
  return capability !== undefined && lacks(exchange, era, capability);
}

/** Whether the region that an answer is about had no such capability when it was recorded: no region had, or this one. */
export function lacks(exchange: Exchange, era: Era, capability: string): boolean {
  const { answer } = exchange;
  if (changes.some((one) => one.capability === capability && era.day < one.since)) return true;
  const shown = isObject(answer) && Array.isArray(answer.data) ? answer.data : [answer];
  const [region] = shown.flatMap((one) =>
    isObject(one) && typeof one.region === "string" ? one.region : [],
  );
  return era.regions?.get(region ?? "")?.has(capability) === false;
}

/** What is known of the time of an exchange; `others` are other conversations' lists of regions, oldest first. */
export function eraOf(exchange: Exchange, cassette: Cassette, others: readonly DatedRegions[] = []): Era {
  const day = dayOf(exchange, cassette);
  const own = regionsIn(cassette)[0]?.regions;
  return { day, regions: own ?? others.find((one) => day !== "" && one.day >= day)?.regions };
}

/** Every list of regions that conversations show, oldest first, without those whose day is unknown. */
export function datedRegions(cassettes: readonly Cassette[]): DatedRegions[] {
  return cassettes
    .flatMap(regionsIn)
    .filter(({ day }) => day !== "")
    .sort((one, other) => (one.day < other.day ? -1 : 1));
}

function regionsIn(cassette: Cassette): DatedRegions[] {
  return cassette.exchanges.flatMap((exchange) => {
    const { path, status, answer } = exchange;
    if (path !== "/regions" || status !== 200 || !isObject(answer) || !Array.isArray(answer.data)) return [];
    const regions = answer.data
      .filter(isObject)
      .map(({ id, capabilities }): [string, Set<string>] => [
        String(id),
        new Set(Array.isArray(capabilities) ? capabilities.map(String) : []),
      ]);
    return [{ day: dayOf(exchange, cassette), regions: new Map(regions) }];
  });
}

/** Every field on the way to a leaf, spelled as differences are: `subnets[].vpc_type`. */
function prefixes(path: readonly (string | number)[]): string[] {
  const spelled: string[] = [];
  let text = "";
  for (const part of path) {
    text = typeof part === "number" ? `${text}[]` : text === "" ? part : `${text}.${part}`;
    if (typeof part === "string") spelled.push(text.replace(/^data\[\]\./, ""));
  }
  return spelled;
}
