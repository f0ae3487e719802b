import { channel } from "node:diagnostics_channel";
import { matchesPath } from "./faults/match";
import { requestChannel } from "./requestChannel";

const published = channel(requestChannel);

/** One request, without anything that may be secret: no headers, no bodies, no query. */
export interface RequestEntry {
  number: number;
  time: string;
  method: string;
  path: string;
  status: number;
  milliseconds: number;
  /** The fault that struck it. */
  fault?: { rule: string; effect: string; when: string };
}

/** Which requests to show: all that every given field is true of. */
export interface RequestQuery {
  method?: string;
  /** As fault rules write it: `*` is one part, `**` the rest. */
  path?: string;
  /** `404`, or `4xx`. */
  status?: string;
  /** A number: what came after that entry. A time: from then on. */
  since?: string;
  /** Struck by this rule, or (`true`) by any. */
  fault?: string;
}

/** A path that the stand-in doesn't have. */
export interface Gap {
  method: string;
  path: string;
  count: number;
}

/** Told of each request once it is answered, and of each gap the first time that it is met. */
export interface RequestListeners {
  onRequest?: (entry: RequestEntry) => void;
  onGap?: (gap: Gap) => void;
}

/** The last requests, and which of them met nothing. */
export class RequestLog {
  private entries: RequestEntry[] = [];
  private missing = new Map<string, Gap>();
  private total = 0;

  constructor(
    private readonly length: number,
    private readonly listeners: RequestListeners = {},
  ) {}

  add(entry: Omit<RequestEntry, "number">): void {
    this.total += 1;
    const numbered = { number: this.total, ...entry };
    this.entries.push(numbered);
    this.listeners.onRequest?.(numbered);
    if (published.hasSubscribers) published.publish(numbered);
    if (this.entries.length > 2 * this.length) this.entries = this.entries.slice(-this.length);
  }

  addGap(method: string, path: string): void {
    const shape = path.replace(/\/\d+(?=\/|$)/g, "/:id");
    const key = `${method} ${shape}`;
    const gap = this.missing.get(key);
    if (gap !== undefined) gap.count += 1;
    else if (this.missing.size < 1000) {
      this.missing.set(key, { method, path: shape, count: 1 });
      this.listeners.onGap?.({ method, path: shape, count: 1 });
    }
  }

  requests(query: RequestQuery = {}): readonly RequestEntry[] {
    return this.entries.slice(-this.length).filter((entry) => matches(entry, query));
  }

  gaps(): readonly Gap[] {
    return [...this.missing.values()];
  }

  clear(): void {
    this.entries = [];
    this.missing.clear();
  }
}

function matches(entry: RequestEntry, { method, path, status, since, fault }: RequestQuery): boolean {
  if (method !== undefined && entry.method !== method.toUpperCase()) return false;
  if (path !== undefined && !matchesPath(path, entry.path)) return false;
  if (status !== undefined && !matchesStatus(entry.status, status)) return false;
  if (since !== undefined && !isSince(entry, since)) return false;
  if (fault === undefined) return true;
  return fault === "true" ? entry.fault !== undefined : entry.fault?.rule === fault;
}

function matchesStatus(actual: number, wanted: string): boolean {
  return /^[1-5]xx$/i.test(wanted)
    ? Math.floor(actual / 100) === Number(wanted[0])
    : actual === Number(wanted);
}

function isSince(entry: RequestEntry, since: string): boolean {
  return /^\d+$/.test(since) ? entry.number > Number(since) : entry.time >= since;
}
