import { z } from "zod";
import type { Call } from "../core/definition";
import { defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity, Id } from "../core/kinds";
import { tags } from "./shared";

export interface DomainRecord extends Entity {
  id: number;
  type: string;
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
}

export interface DomainEntryRecord extends Entity {
  id: number;
  domain_id: number;
  type: string;
  name: string;
  target: string;
  priority: number;
  weight: number;
  port: number;
  service: string | null;
  protocol: string | null;
  ttl_sec: number;
  tag: string | null;
  created: string;
  updated: string;
}

declare module "../core/kinds" {
  interface Kinds {
    domain: DomainRecord;
    domainEntry: DomainEntryRecord;
  }
}

/** Times to live that the name servers keep; others are rounded up to the next one. */
const times = [
  0, 30, 120, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200,
];

function roundTime(seconds: number): number {
  return times.find((time) => time >= seconds) ?? 2_419_200;
}

const seconds = z.number().int().nonnegative().nullish();
const name = z
  .string()
  .min(1, "Length must be 1-253 characters")
  .max(253, "Length must be 1-253 characters")
  .regex(
    /^(\*\.)?([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z0-9-]{2,63}$/,
    "Domain is not valid.",
  );
const addresses = z.array(z.string()).nullish();

const domainSchema = z.object({
  domain: name,
  type: z.enum(["master", "slave"]),
  soa_email: z.email("soa_email is not valid").nullish(),
  description: z.string().nullish(),
  group: z.string().nullish(),
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
  const fields = Object.fromEntries(Object.entries(input).filter(([, value]) => value != null));
  for (const key of ["retry_sec", "expire_sec", "refresh_sec", "ttl_sec"] as const) {
    if (typeof fields[key] === "number") fields[key] = roundTime(fields[key]);
  }
  return fields as Partial<DomainRecord>;
}

function refuseDouble(call: Call, text: string, except?: Id): void {
  const taken = call.world.store.where("domain", "domain", text).some((one) => one.id !== except);
  if (taken) throw invalid("Domain already exists", "domain");
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
  view: (_, one) => one,
  reference: (_, one) => ({ id: one.id, type: "domain", label: one.domain, url: `/v4/domains/${one.id}` }),
  create: defineCreation({
    schema: domainSchema,
    build: (call, input): DomainRecord => {
      if (input.type === "master" && input.soa_email == null)
        throw invalid("soa_email is required", "soa_email");
      if (input.type === "slave" && !input.master_ips?.length)
        throw invalid("master_ips is required", "master_ips");
      refuseDouble(call, input.domain);
      const now = call.world.clock.timestamp();
      return {
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
      };
    },
  }),
  update: defineChange({
    schema: domainSchema.partial(),
    apply: (call, record: DomainRecord, input) => {
      if (input.domain !== undefined) refuseDouble(call, input.domain, record.id);
      return domainFields(input);
    },
  }),
  remove: {
    before: (call, record) => {
      for (const entry of call.world.store.where("domainEntry", "domain_id", record.id)) {
        call.world.store.remove("domainEntry", entry.id);
      }
    },
  },
  notifications: { create: "domain_create", update: "domain_update", delete: "domain_delete" },
  actions: [{ method: "GET", path: "zone-file", run: () => ({ zone_file: [] }) }],
});

const recordSchema = z.object({
  type: z.enum(["A", "AAAA", "NS", "MX", "CNAME", "TXT", "SRV", "PTR", "CAA"]),
  name: z.string().max(253, "Length must be 1-253 characters").nullish(),
  target: z.string().nullish(),
  priority: z.number().int().min(0).max(255).nullish(),
  weight: z.number().int().min(0).max(65_535).nullish(),
  port: z.number().int().min(0).max(65_535).nullish(),
  service: z.string().nullish(),
  protocol: z.string().nullish(),
  ttl_sec: seconds,
  tag: z.enum(["issue", "issuewild", "iodef"]).nullish(),
});

/** What each type of record needs. */
function checkTarget(type: string, target: string): void {
  if (target === "") throw invalid("target is required", "target");
  if (type === "A" && !/^(\d{1,3}\.){3}\d{1,3}$/.test(target) && target !== "[remote_addr]") {
    throw invalid("You have entered an invalid IPv4 address", "target");
  }
  if (type === "AAAA" && !target.includes(":"))
    throw invalid("You have entered an invalid IPv6 address", "target");
}

/** Service and protocol carry an underscore in answers. */
function underscored(text: string): string {
  return text.startsWith("_") ? text : `_${text}`;
}

type RecordInput = Partial<z.output<typeof recordSchema>>;

function recordFields(input: RecordInput): Partial<DomainEntryRecord> {
  const fields = Object.fromEntries(Object.entries(input).filter(([, value]) => value != null));
  if (typeof fields.ttl_sec === "number") fields.ttl_sec = roundTime(fields.ttl_sec);
  if (typeof fields.service === "string") fields.service = fields.service.replace(/^_/, "");
  if (typeof fields.protocol === "string") fields.protocol = fields.protocol.replace(/^_/, "");
  return fields as Partial<DomainEntryRecord>;
}

const entry = defineResource<"domainEntry">({
  kind: "domainEntry",
  path: "/domains/:domain_id/records",
  parents: { domain_id: "domain" },
  scope: "domains",
  filterable: ["id", "type", "name", "target", "tag", "created", "updated"],
  view: (_, one) => {
    const { domain_id: __, ...shown } = one;
    return shown;
  },
  create: defineCreation({
    schema: recordSchema,
    build: (call, input): DomainEntryRecord => {
      checkTarget(input.type, input.target ?? "");
      if (input.type === "SRV" && !input.service) throw invalid("service is required", "service");
      const now = call.world.clock.timestamp();
      const fields = recordFields(input);
      return {
        id: call.world.store.nextId(),
        domain_id: Number(call.params.domain_id),
        type: input.type,
        name: "",
        target: "",
        priority: 0,
        weight: 0,
        port: 0,
        service: null,
        protocol: null,
        ttl_sec: 0,
        tag: null,
        ...fields,
        ...(input.type === "SRV"
          ? {
              name: `${underscored(fields.service ?? "")}.${underscored(fields.protocol ?? "tcp")}`,
              protocol: fields.protocol ?? "tcp",
            }
          : {}),
        created: now,
        updated: now,
      };
    },
  }),
  update: defineChange({
    schema: recordSchema.omit({ type: true }).partial(),
    apply: (_call, record: DomainEntryRecord, input) => {
      if (input.target != null) checkTarget(record.type, input.target);
      return recordFields(input);
    },
  }),
  remove: {},
});

export const domains: Section = { resources: [domain, entry] };
