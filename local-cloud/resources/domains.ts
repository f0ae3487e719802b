import { isIP } from "node:net";
import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity, EntityReference, Id } from "../core/kinds";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { seconds, storedTime } from "./domainTimes";
import { given, tags } from "./shared";
import { zoneFile } from "./zoneFile";

export interface DomainRecord extends Entity {
  id: number;
  type: "master" | "slave";
  domain: string;
  tags: string[];
  group: string;
  status: string;
  errors: string;
  description: string;
  soa_email: string;
  retry_sec: number;
  master_ips: string[];
  axfr_ips: string[];
  expire_sec: number;
  refresh_sec: number;
  ttl_sec: number;
  created: string;
  updated: string;
  /** Job time of its creation, from which on it waits to be rendered. */
  made_at: number;
}

declare module "../core/kinds" {
  interface Kinds {
    domain: DomainRecord;
  }
}

/** All addresses of one list, taken together. */
const addressesLimit = 1000;

const name = z
  .string()
  .min(1, "Length must be 1-253 characters")
  .max(253, "Length must be 1-253 characters")
  .regex(
    /^(\*\.)?([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?\.)+([a-zA-Z]{2,16}|xn--[a-zA-Z0-9]+)$/,
    "Domain is not valid.",
  );
const addresses = z
  .array(z.string().refine((text) => isIP(text) !== 0 || text === "none", "Must be an IP address"))
  .refine((list) => list.join("").length <= addressesLimit, `Length must be 0-${addressesLimit} characters`)
  .nullish();

const domainSchema = z.object({
  domain: name,
  type: z.enum(["master", "slave"]),
  soa_email: z.email("soa_email is not valid").nullish(),
  description: z.string().max(253, "Length must be 1-253 characters").nullish(),
  group: z.string().max(50, "Length must be 1-50 characters").nullish(),
  status: z.enum(["active", "disabled", "edit_mode"]).nullish(),
  retry_sec: seconds,
  expire_sec: seconds,
  refresh_sec: seconds,
  ttl_sec: seconds,
  master_ips: addresses,
  axfr_ips: addresses,
  tags,
});

type DomainInput = z.output<ReturnType<typeof domainSchema.partial>>;

function domainFields(input: DomainInput): Partial<DomainRecord> {
  const fields = given(input);
  for (const key of ["retry_sec", "expire_sec", "refresh_sec", "ttl_sec"] as const) {
    if (fields[key] !== undefined) fields[key] = storedTime(fields[key]);
  }
  return fields;
}

function refuseDouble(call: Call, text: string, except?: Id): void {
  const taken = call.world.store.where("domain", "domain", text).some((one) => one.id !== except);
  if (taken) throw invalid("Domain already exists", "domain");
}

/** What each type of domain can't be without. */
function checkType(domain: Pick<DomainRecord, "type" | "soa_email" | "master_ips">): void {
  if (domain.type === "master" && domain.soa_email === "") {
    throw invalid("soa_email is required", "soa_email");
  }
  if (domain.type === "slave" && domain.master_ips.length === 0) {
    throw invalid("master_ips is required", "master_ips");
  }
}

function view(_: World, one: DomainRecord): unknown {
  const { made_at: __, ...shown } = one;
  return shown;
}

/** A domain as events name it. */
export function domainReference(one: DomainRecord): EntityReference {
  return { id: one.id, type: "domain", label: one.domain, url: `/v4/domains/${one.id}` };
}

/** Copies a domain with its records under another name. */
function clone(call: Call, record: DomainRecord): unknown {
  const { domain: text } = validate(z.object({ domain: name }), call.body);
  refuseDouble(call, text);
  const { world } = call;
  const now = world.clock.timestamp();
  const fresh = { created: now, updated: now };
  const copy = world.store.insert("domain", {
    ...record,
    ...fresh,
    id: world.store.nextId(),
    domain: text,
    made_at: world.clock.jobTime(),
  });
  for (const entry of world.store.where("domainEntry", "domain_id", record.id)) {
    world.store.insert("domainEntry", {
      ...entry,
      ...fresh,
      id: world.store.nextId(),
      domain_id: copy.id,
    });
  }
  world.jobs.notify({ action: "dns_zone_create", kind: "domain", entity: domainReference(copy) });
  return view(world, copy);
}

/** A transfer from somebody's name server: nothing here reaches out to the world, so it fails as one that is refused. */
function importZone(call: Call): unknown {
  const input = validate(z.object({ domain: name, remote_nameserver: z.string() }), call.body);
  refuseDouble(call, input.domain);
  throw invalid("The zone could not be transferred from the remote name server.", "remote_nameserver");
}

const domain = defineResource<"domain">({
  kind: "domain",
  path: "/domains",
  scope: "domains",
  filterable: [
    "id",
    "domain",
    "type",
    "group",
    "status",
    "tags",
    "soa_email",
    "description",
    "created",
    "updated",
  ],
  indexes: ["domain"],
  view,
  reference: (_, one) => domainReference(one),
  create: defineCreation({
    schema: domainSchema,
    build: (call, input): DomainRecord => {
      refuseDouble(call, input.domain);
      const now = call.world.clock.timestamp();
      const record: DomainRecord = {
        id: call.world.store.nextId(),
        type: input.type,
        domain: input.domain,
        tags: [],
        group: "",
        status: "active",
        errors: "",
        description: "",
        soa_email: "",
        retry_sec: 0,
        master_ips: [],
        axfr_ips: [],
        expire_sec: 0,
        refresh_sec: 0,
        ttl_sec: 0,
        ...domainFields(input),
        created: now,
        updated: now,
        made_at: call.world.clock.jobTime(),
      };
      checkType(record);
      return record;
    },
  }),
  update: defineChange({
    schema: domainSchema.partial(),
    apply: (call, record: DomainRecord, input) => {
      if (input.domain !== undefined) refuseDouble(call, input.domain, record.id);
      const changes = domainFields(input);
      checkType({ ...record, ...changes });
      return changes;
    },
  }),
  remove: {
    before: (call, record) => {
      for (const entry of call.world.store.where("domainEntry", "domain_id", record.id)) {
        call.world.store.remove("domainEntry", entry.id);
      }
    },
  },
  notifications: { create: "dns_zone_create", update: "dns_zone_update", delete: "dns_zone_delete" },
  actions: [
    { method: "GET", path: "zone-file", run: (call, one) => ({ zone_file: zoneFile(call.world, one) }) },
    { method: "POST", path: "clone", run: clone },
  ],
});

export const domains: Section = {
  resources: [domain],
  endpoints: [{ method: "POST", path: "/domains/import", scope: "domains", run: importZone }],
};
