import type { World } from "../core/world";
import type { DomainEntryRecord } from "./domainRecords";
import type { DomainRecord } from "./domains";

/** Seconds of job time until the name servers have written a new domain down. */
const renderSeconds = 300;

const nameServers = [1, 2, 3, 4, 5].map((number) => `ns${number}.linode.com.`);

/** What a time of 0 means in a zone. */
const defaults = { ttl: 86_400, refresh: 14_400, retry: 14_400, expire: 1_209_600 };

/** The lines of a domain's zone file; none before the name servers have written it for the first time (recorded). */
export function zoneFile(world: World, domain: DomainRecord): string[] {
  const due = domain.made_at + renderSeconds * 1000;
  if (domain.type === "slave" || domain.status !== "active" || world.clock.jobTime() < due) return [];
  const ttl = domain.ttl_sec || defaults.ttl;
  const times = [
    domain.refresh_sec || defaults.refresh,
    domain.retry_sec || defaults.retry,
    domain.expire_sec || defaults.expire,
    ttl,
  ];
  const author = domain.soa_email.replace("@", ".");
  const serial = `${domain.updated.slice(0, 10).replaceAll("-", "")}01`;
  return [
    `; ${domain.domain} [${domain.id}]`,
    `$TTL ${ttl}`,
    `@\tIN\tSOA\t${nameServers[0]} ${author}. ${serial} ${times.join(" ")}`,
    ...nameServers.map((server) => `@\t\tNS\t${server}`),
    ...world.store.where("domainEntry", "domain_id", domain.id).map(line),
  ];
}

function line(entry: DomainEntryRecord): string {
  const ttl = entry.ttl_sec === 0 ? "" : String(entry.ttl_sec);
  return `${entry.name || "@"}\t${ttl}\t${entry.type}\t${data(entry)}`;
}

function data(entry: DomainEntryRecord): string {
  const host = entry.target.endsWith(".") || entry.target === "" ? entry.target : `${entry.target}.`;
  switch (entry.type) {
    case "MX":
      return `${entry.priority}\t${host || "."}`;
    case "SRV":
      return `${entry.priority} ${entry.weight} ${entry.port} ${host}`;
    case "CAA":
      return `0 ${entry.tag ?? "issue"} "${entry.target}"`;
    case "TXT":
      return `"${entry.target.replaceAll('"', '\\"')}"`;
    case "A":
    case "AAAA":
      return entry.target;
    default:
      return host;
  }
}
