import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ledger } from "../../engine/offline/create/ledger";
import type { CloudRecord, CloudSnapshot } from "./picture";

/** A resource as the command's own record has it. */
export interface RecordedResource {
  readonly type: string;
  readonly id: string;
}

/** The command's record of what is up: the engine's state, or the log of an offline run. */
export interface StackRecord {
  readonly resources: readonly RecordedResource[];
  /** Operations that were begun and of which it does not know how they ended. */
  readonly pending: number;
}

/** The kind of a type's records in the local cloud. What has no kind is no part of the API. */
const kinds: Readonly<Record<string, string>> = {
  "linode:index/instance:Instance": "instance",
  "linode:index/volume:Volume": "volume",
  "linode:index/vpc:Vpc": "vpc",
  "linode:index/vpcSubnet:VpcSubnet": "subnet",
  "linode:index/firewall:Firewall": "firewall",
  "linode:index/placementGroup:PlacementGroup": "placementGroup",
  "linode:index/nodeBalancer:NodeBalancer": "nodebalancer",
  "linode:index/nodeBalancerConfig:NodeBalancerConfig": "nodebalancerConfig",
  "linode:index/nodeBalancerNode:NodeBalancerNode": "nodebalancerNode",
  "linode:index/domain:Domain": "domain",
  "linode:index/domainRecord:DomainRecord": "domainEntry",
  "linode:index/objectStorageKey:ObjectStorageKey": "objectStorageKey",
  "linode:index/stackScript:StackScript": "stackScript",
  "linode:index/networkingIp:NetworkingIp": "ip",
  "bastide:index:LockedBucket": "bucket",
  "bastide:index:ExchangeBucket": "bucket",
};

/** Reads the record in a stack's folder; nothing where there is none. */
export function readRecord(folder: string, project: string, stack: string): StackRecord {
  const file = join(folder, "state", ".pulumi", "stacks", project, `${stack}.json`);
  if (existsSync(file)) {
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: { resources?: StateResource[]; pending_operations?: unknown[] } };
    };
    const resources = (checkpoint.latest?.resources ?? []).flatMap(({ type, id }) =>
      id === undefined || type.startsWith("pulumi:") ? [] : [{ type, id }],
    );
    return { resources, pending: checkpoint.latest?.pending_operations?.length ?? 0 };
  }
  if (Ledger.exists(folder)) {
    const ledger = Ledger.open(folder);
    return { resources: [...ledger.made.values()], pending: ledger.pending.size };
  }
  return { resources: [], pending: 0 };
}

interface StateResource {
  readonly type: string;
  readonly id?: string;
}

/** Where record and cloud don't match one to one, as sentences; none where they do. */
export function mismatches(record: StackRecord, snapshot: CloudSnapshot): string[] {
  return [...new Set(Object.values(kinds))].flatMap((kind) => {
    const recorded = record.resources.filter(({ type }) => kinds[type] === kind).map(({ id }) => id);
    const there = (snapshot.tables[kind] ?? [])
      .filter((found) => isMade(kind, found))
      .map((found) => idOf(kind, found));
    const twice = recorded.filter((id, index) => recorded.indexOf(id) !== index);
    return [
      ...twice.map((id) => `${kind} ${id} is recorded twice`),
      ...recorded
        .filter((id) => !there.includes(id))
        .map((id) => `${kind} ${id} is recorded and not in the cloud`),
      ...there
        .filter((id) => !recorded.includes(id))
        .map((id) => `${kind} ${id} is in the cloud and not recorded`),
    ];
  });
}

/** Addresses also come with servers and balancers; only reserved ones are made by themselves. */
function isMade(kind: string, found: CloudRecord): boolean {
  return kind !== "ip" || found.reserved === true;
}

/** The id as the record has it. */
function idOf(kind: string, found: CloudRecord): string {
  return kind === "bucket"
    ? `${found.region}/${found.label ?? String(found.id).split("/").at(-1)}`
    : String(found.id);
}
