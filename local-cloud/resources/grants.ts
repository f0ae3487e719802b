import { z } from "zod";
import { type Call, noContent } from "../core/definition";
import { invalid } from "../core/errors";
import type { Kind } from "../core/kinds";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import type { UserRecord } from "./users";

type Level = "read_only" | "read_write" | null;

/** What a restricted user may do: with the account as a whole, and with each thing in it. */
export interface Grants {
  global: Record<string, boolean | Level>;
  /** By kind of grant, then by id. */
  entities: Record<string, Record<string, Level>>;
}

const switches = [
  "add_databases",
  "add_domains",
  "add_firewalls",
  "add_images",
  "add_linodes",
  "add_longview",
  "add_nodebalancers",
  "add_stackscripts",
  "add_volumes",
  "add_vpcs",
  "cancel_account",
  "longview_subscription",
] as const;

/** The kinds of grant, and where the things that they are for are kept; some kinds of thing don't exist here. */
const grantKinds: Record<string, Kind | undefined> = {
  database: undefined,
  domain: "domain",
  firewall: "firewall",
  image: "image",
  linode: "instance",
  longview: undefined,
  nodebalancer: "nodebalancer",
  stackscript: "stackScript",
  volume: "volume",
  vpc: "vpc",
};

/** What a new user has. */
export const noGrants: Grants = {
  global: {
    account_access: null,
    child_account_access: null,
    ...Object.fromEntries(switches.map((name) => [name, false])),
  },
  entities: {},
};

/** Things of one kind, as grants name them. */
function things(world: World, kind: Kind | undefined): { id: number | string; label: string }[] {
  if (kind === undefined) return [];
  return [...(world.store.all(kind) as Iterable<{ id: number | string }>)].map((record) => {
    const { label, domain } = record as { label?: string; domain?: string };
    // An image is named by its number here, as in events.
    const id = kind === "image" ? Number(String(record.id).replace("private/", "")) : record.id;
    return { id, label: label ?? domain ?? "" };
  });
}

/** A restricted user's grants; an unrestricted one needs none, and the platform answers with nothing. */
export function showGrants(world: World, user: UserRecord): unknown {
  if (!user.restricted) return noContent;
  const shown: Record<string, unknown> = { global: user.grants.global };
  for (const [name, kind] of Object.entries(grantKinds)) {
    const levels = user.grants.entities[name] ?? {};
    shown[name] = things(world, kind).map((one) => ({ ...one, permissions: levels[String(one.id)] ?? null }));
  }
  return shown;
}

const level = z.enum(["read_only", "read_write"]).nullable();
const list = z.array(z.object({ id: z.union([z.number(), z.string()]), permissions: level })).nullish();
const schema = z.object({
  global: z
    .object({
      account_access: level,
      child_account_access: z.boolean().nullable(),
      ...Object.fromEntries(switches.map((name) => [name, z.boolean()])),
    })
    .partial()
    .nullish(),
  ...Object.fromEntries(Object.keys(grantKinds).map((name) => [name, list])),
});

type EntityGrants = z.output<typeof list>;

/** Replaces the grants that the request names; the others stay. */
export function changeGrants(call: Call, user: UserRecord): unknown {
  if (!user.restricted) throw invalid("Grants are for restricted users only");
  const { global, ...given } = validate(schema, call.body) as {
    global?: Record<string, boolean | Level> | null;
    [kind: string]: unknown;
  };
  const entities = { ...user.grants.entities };
  for (const [name, kind] of Object.entries(grantKinds)) {
    const grants = given[name] as EntityGrants;
    if (grants == null) continue;
    const known = new Set(things(call.world, kind).map((one) => String(one.id)));
    const levels = { ...entities[name] };
    for (const [index, grant] of grants.entries()) {
      if (!known.has(String(grant.id))) throw invalid("id is not valid", `${name}[${index}].id`);
      levels[String(grant.id)] = grant.permissions;
    }
    entities[name] = levels;
  }
  const next: UserRecord = {
    ...user,
    grants: {
      // Only the parent of other accounts has access to them; here it stays null, as recorded.
      global: { ...user.grants.global, ...global, child_account_access: null },
      entities,
    },
  };
  call.world.store.insert("user", next);
  return showGrants(call.world, next);
}
