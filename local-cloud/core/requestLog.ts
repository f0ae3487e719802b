/** One request, without anything that may be secret: no headers, no bodies, no query. */
export interface RequestEntry {
  number: number;
  time: string;
  method: string;
  path: string;
  status: number;
  milliseconds: number;
}

/** A path that the stand-in doesn't have. */
export interface Gap {
  method: string;
  path: string;
  count: number;
}

/** The last requests, and which of them met nothing. */
export class RequestLog {
  private entries: RequestEntry[] = [];
  private missing = new Map<string, Gap>();
  private total = 0;

  constructor(private readonly length: number) {}

  add(entry: Omit<RequestEntry, "number">): void {
    this.total += 1;
    this.entries.push({ number: this.total, ...entry });
    if (this.entries.length > 2 * this.length) this.entries = this.entries.slice(-this.length);
  }

  addGap(method: string, path: string): void {
    const shape = path.replace(/\/\d+(?=\/|$)/g, "/:id");
    const key = `${method} ${shape}`;
    const gap = this.missing.get(key);
    if (gap !== undefined) gap.count += 1;
    else if (this.missing.size < 1000) this.missing.set(key, { method, path: shape, count: 1 });
  }

  requests(): readonly RequestEntry[] {
    return this.entries.slice(-this.length);
  }

  gaps(): readonly Gap[] {
    return [...this.missing.values()];
  }

  clear(): void {
    this.entries = [];
    this.missing.clear();
  }
}
