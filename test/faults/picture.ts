/** A record of the local cloud, as `/_local/snapshot` gives it. */
export type CloudRecord = { readonly id: number | string; readonly [field: string]: unknown };

export interface CloudSnapshot {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly tables: Readonly<Record<string, readonly CloudRecord[]>>;
}

/** What is there, one line a record, without what two runs may never have in common: ids, addresses, dates and secrets. */
export type Picture = readonly string[];

/** History and work under way: they tell what was done, not what is there. */
const history = new Set(["event", "job", "notification", "login", "firewallVersion", "revokedToken"]);

const secretFields = new Set([
  "access_key",
  "secret_key",
  "user_data",
  "root_pass",
  "stackscript_data",
  "host_uuid",
  "etag",
]);
/** How often something was used: a server that was made twice counts twice, though one is gone. */
const counters = new Set(["deployments_total", "deployments_active", "position_in_history"]);

/** Describes the state of a local cloud for comparison. A reference is told by the name of what it points at. */
export function pictureOf(snapshot: CloudSnapshot): Picture {
  const names = new Names(snapshot);
  return Object.entries(snapshot.tables)
    .filter(([kind]) => !history.has(kind))
    .flatMap(([kind, records]) =>
      records.map((record) => `${kind} ${JSON.stringify(described(record, "", names))}`),
    )
    .sort();
}

/** Names of records by id, and of owners by address. */
class Names {
  private readonly byId = new Map<number | string, string>();
  private readonly byAddress = new Map<string, string>();

  constructor({ tables }: CloudSnapshot) {
    for (const [kind, records] of Object.entries(tables).filter(([name]) => !history.has(name))) {
      for (const record of records) {
        const name = record.label ?? record.domain ?? record.name;
        if (typeof record.id === "number" && !this.byId.has(record.id)) {
          this.byId.set(record.id, `${kind} ${typeof name === "string" ? name : ""}`);
        }
      }
    }
    for (const address of tables.ip ?? []) {
      const owner = address.linode_id ?? address.nodebalancer_id;
      this.byAddress.set(String(address.id), `address of ${owner === null ? "nothing" : this.of(owner)}`);
    }
  }

  of(id: unknown): string {
    return this.byId.get(id as number | string) ?? "something that is gone";
  }

  /** Replaces every address in a text by whose it is. */
  inText(text: string): string {
    return text
      .replace(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, (address) => this.byAddress.get(address) ?? address)
      .replace(/\b2001:db8:[0-9a-f:]+/g, "an IPv6 address")
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?\b/g, "a date")
      .replace(/\bnb-[0-9-]+/g, "nb-address");
  }
}

function described(value: unknown, field: string, names: Names): unknown {
  if (secretFields.has(field)) {
    return value === null || value === undefined ? value : "a secret";
  }
  if (typeof value === "string") {
    return names.inText(value);
  }
  if (typeof value === "number" && /_id$/.test(field)) {
    return names.of(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => described(item, field, names));
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value)
      .filter(([name, item]) => !(typeof item === "number" && /^id$|_at$/.test(name)) && !counters.has(name))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(fields.map(([name, item]) => [name, described(item, name, names)]));
  }
  return value;
}

/** What one picture has and the other lacks, one line each, at most so many. */
export function differences(wanted: Picture, found: Picture, most = 6): string[] {
  const count = (picture: Picture): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const line of picture) {
      counts.set(line, (counts.get(line) ?? 0) + 1);
    }
    return counts;
  };
  const [before, after] = [count(wanted), count(found)];
  const lines = [...new Set([...before.keys(), ...after.keys()])].flatMap((line) => {
    const more = (after.get(line) ?? 0) - (before.get(line) ?? 0);
    return more === 0 ? [] : [`${more > 0 ? `${more} too many` : `${-more} missing`}: ${line.slice(0, 300)}`];
  });
  return lines.length > most ? [...lines.slice(0, most), `… and ${lines.length - most} more`] : lines;
}
