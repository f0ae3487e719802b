import type { ListedObject, ObjectPage, ObjectQuery, ObjectStore } from "../../local-cloud/core/world";

/** Objects of buckets, as far as the API tells of them: their names and sizes. */
export class Objects {
  private buckets = new Map<string, Map<string, number>>();

  /** Puts an object into a bucket; `size` in bytes. */
  put(bucket: string, name: string, size = 1): void {
    const names = this.buckets.get(bucket) ?? new Map<string, number>();
    this.buckets.set(bucket, names.set(name, size));
  }

  remove(bucket: string, name: string): void {
    this.buckets.get(bucket)?.delete(name);
  }

  /** Takes everything out of a bucket; of all without one. */
  clear(bucket?: string): void {
    if (bucket === undefined) this.buckets.clear();
    else this.buckets.delete(bucket);
  }

  save(): Map<string, Map<string, number>> {
    return new Map([...this.buckets].map(([bucket, names]) => [bucket, new Map(names)]));
  }

  restore(saved: Map<string, Map<string, number>>): void {
    this.buckets = new Map([...saved].map(([bucket, names]) => [bucket, new Map(names)]));
  }

  /** What the stand-in asks of its object server. */
  answers(): Pick<ObjectStore, "isEmpty" | "list" | "forget"> {
    return {
      isEmpty: async (bucket) => (this.buckets.get(bucket)?.size ?? 0) === 0,
      list: async (bucket, query) => this.list(bucket, query),
      forget: async (bucket) => this.clear(bucket),
    };
  }

  private list(bucket: string, query: ObjectQuery): ObjectPage {
    const { prefix, delimiter, marker, limit } = query;
    const found = new Map<string, ListedObject>();
    for (const [name, size] of [...(this.buckets.get(bucket) ?? [])].sort()) {
      if (!name.startsWith(prefix)) continue;
      const end = delimiter === "" ? -1 : name.indexOf(delimiter, prefix.length);
      const common = end < 0 ? undefined : name.slice(0, end + delimiter.length);
      if ((common ?? name) <= marker) continue;
      found.set(common ?? name, common === undefined ? object(name, size) : beginning(common));
    }
    const objects = [...found.values()];
    const shown = objects.slice(0, limit);
    return { objects: shown, next: objects.length > limit ? (shown.at(-1)?.name ?? null) : null };
  }
}

function object(name: string, size: number): ListedObject {
  const etag = "d41d8cd98f00b204e9800998ecf8427e";
  return { name, size, etag, last_modified: "2018-01-02T03:04:05.000Z" };
}

function beginning(name: string): ListedObject {
  return { name, size: null, etag: null, last_modified: null };
}
