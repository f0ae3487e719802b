import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import { domainReference } from "./domains";
import { seconds, storedTime } from "./domainTimes";
import { given, whole } from "./shared";

/** A record of a domain. */
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
    domainEntry: DomainEntryRecord;
  }
}

/** Records that one domain can have, by the API's document. */
const recordsPerDomain = 12_000;

/** The address of whoever asks; everybody who asks here is on this machine. */
const ownAddress = { placeholder: "[remote_addr]", ipv4: "127.0.0.1" };

const recordSchema = z.object({
  type: z.enum(["A", "AAAA", "NS", "MX", "CNAME", "TXT", "SRV", "PTR", "CAA"]),
  name: z.string().max(253, "Length must be 0-253 characters").nullish(),
  target: z.string().max(65_535, "Length must be 0-65535 characters").nullish(),
  priority: whole(0, 255),
  weight: whole(0, 65_535),
  port: whole(0, 65_535),
  service: z.string().nullish(),
  protocol: z.string().nullish(),
  ttl_sec: seconds,
  tag: z.enum(["issue", "issuewild", "iodef"]).nullish(),
});

type RecordInput = Partial<z.output<typeof recordSchema>>;

const hostName = /^(\*\.)?([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9-]{1,63}\.?$/;
const ownName =
  /^(@|\*|(\*\.)?([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?\.)*[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)?$/;

/** Throws what the type of a record doesn't allow. */
function check(record: DomainEntryRecord): void {
  const { type, target, name } = record;
  if (target === "" && type !== "MX") throw invalid("target is required", "target");
  if (type === "A" && !isIPv4(target)) throw invalid("You have entered an invalid IPv4 address", "target");
  if (type === "AAAA" && !isIPv6(target)) {
    throw invalid("You have entered an invalid IPv6 address", "target");
  }
  const pointsToHost = ["NS", "CNAME", "SRV", "PTR"].includes(type) || (type === "MX" && target !== "");
  if (pointsToHost && !hostName.test(target)) throw invalid("You have entered an invalid target", "target");
  if (type === "MX" && target === "" && record.priority !== 0) {
    throw invalid("Must be 0 for a record without a target", "priority");
  }
  if (type === "CAA" && record.tag === null) throw invalid("tag is required", "tag");
  if (type === "SRV" && !record.service) throw invalid("service is required", "service");
  if (type === "NS" && name.startsWith("*")) throw invalid("Wildcards are not supported", "name");
  if (type === "CNAME" && name === "") throw invalid("name is required", "name");
  if (!ownName.test(name)) throw invalid("You have entered an invalid name", "name");
}

/** Throws if a name would be an alias and something else, too. */
function refuseClash(record: DomainEntryRecord, others: readonly DomainEntryRecord[]): void {
  const same = others.filter((one) => one.id !== record.id && one.name === record.name);
  const clash = record.type === "CNAME" ? same.length > 0 : same.some((one) => one.type === "CNAME");
  if (clash) throw invalid("A CNAME record must be the only one of its name", "name");
}

function withUnderscore(text: string): string {
  return `_${text}`;
}

/** A record with a request's fields in it, and what follows from them. */
function changed(call: Call, record: DomainEntryRecord, input: RecordInput): DomainEntryRecord {
  const next: DomainEntryRecord = { ...record, ...given(input) };
  next.ttl_sec = storedTime(next.ttl_sec);
  next.service = next.service?.replace(/^_/, "").replace(/\.$/, "") ?? null;
  next.protocol = next.protocol?.replace(/^_/, "") ?? null;
  if (next.target === ownAddress.placeholder) next.target = ownAddress.ipv4;
  if (next.type === "SRV") {
    next.protocol ??= "tcp";
    next.name = `${withUnderscore(next.service ?? "")}.${withUnderscore(next.protocol)}`;
  }
  const domain = call.world.store.get("domain", record.domain_id)?.domain ?? "";
  if (next.name === domain) next.name = "";
  else if (next.name.endsWith(`.${domain}`)) next.name = next.name.slice(0, -domain.length - 1);
  check(next);
  refuseClash(next, call.world.store.where("domainEntry", "domain_id", record.domain_id));
  return next;
}

function reference(one: DomainEntryRecord): EntityReference {
  const url = `/v4/domains/${one.domain_id}/records/${one.id}`;
  return { id: one.id, type: "domain_record", label: one.name, url };
}

function notify(call: Call, one: DomainEntryRecord, action: string): void {
  const domain = call.world.store.get("domain", one.domain_id);
  if (domain === undefined) return;
  const entity = domainReference(domain);
  call.world.jobs.notify({ action, kind: "domain", entity, secondary: reference(one) });
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
      const { store, clock } = call.world;
      const domain = store.get("domain", Number(call.params.domain_id));
      if (domain === undefined) throw notFound();
      if (store.where("domainEntry", "domain_id", domain.id).length >= recordsPerDomain) {
        throw invalid(`You may not have more than ${recordsPerDomain} records in a domain.`);
      }
      const now = clock.timestamp();
      const empty: DomainEntryRecord = {
        id: store.nextId(),
        domain_id: domain.id,
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
        created: now,
        updated: now,
      };
      return changed(call, empty, input);
    },
    created: (call, record) => notify(call, record, "dns_record_create"),
  }),
  update: defineChange({
    schema: recordSchema.omit({ type: true }).partial(),
    apply: (call, record: DomainEntryRecord, input) => changed(call, record, input),
    updated: (call, record) => notify(call, record, "dns_record_update"),
  }),
  remove: { before: (call, record) => notify(call, record, "dns_record_delete") },
});

export const domainRecords: Section = { resources: [entry] };
