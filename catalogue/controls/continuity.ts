import type { Control } from "./control";

/** Continuity and governance. */
export const continuityControls = [
  {
    id: "BC-1",
    section: "7",
    title: "A lost zone or region is survived",
    statement:
      "The service withstands a long outage of a host, a zone and a region, by host anti-affinity and a second region.",
    carriedBy: "policy",
    state: "partly",
    note: "Placement, regions, volumes and the watchdog by policy; that failover works by drill.",
  },
  {
    id: "BC-2",
    section: "7",
    title: "Data is replicated over regions",
    statement: "Infrastructure and data exist in several geographic regions.",
    carriedBy: "policy",
    state: "kept",
    note: "Regions of nodes, volumes and buckets by policy; replication of the database and of objects by the hosts.",
  },
  {
    id: "BC-3",
    section: "7",
    title: "Recovery point",
    statement:
      "Any point of the last seven days can be restored with next to no loss, anything older with at most 24 hours' loss.",
    carriedBy: "drill",
    state: "partly",
    note: "Measured by restoring; retention windows of buckets and of the configuration by policy.",
  },
  {
    id: "BC-4",
    section: "7",
    title: "Backups elsewhere, and unalterable",
    statement:
      "Backups lie in another region than the data and cannot be altered or deleted within their retention, not even by the systems that write them.",
    carriedBy: "policy",
    state: "kept",
    note: "Regions, locks and keys by policy; every backup is restored and read to its end by the hosts, weekly.",
  },
  {
    id: "BC-5",
    section: "7",
    title: "Failover is drilled",
    statement: "Failover is rehearsed, its recovery time and point are measured, and evidence remains.",
    carriedBy: "drill",
    state: "partly",
    note: "Nodes, regions, buckets, volumes and backups are lost in drills on real hosts of a local cloud, measured by a ledger outside the database, with evidence in the bucket of `events`; the same drills on Linode were never run yet.",
  },
  {
    id: "GO-1",
    section: "1.1",
    title: "The policy is reviewed yearly",
    statement: "The security policy itself is reviewed at least once a year.",
    carriedBy: "policy",
    state: "partly",
    note: "The review's date by policy; the review is people's work.",
  },
  {
    id: "GO-2",
    section: "1.1",
    title: "Controls can be traced",
    statement:
      "For each control a report shows the section, the rules that enforce it, the resources they judged and the result.",
    carriedBy: "policy",
    state: "partly",
    note: "Every policy names its controls, every resource its class; the report joins them.",
  },
] as const satisfies readonly Control[];
