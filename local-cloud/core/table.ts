import type { Entity, Id } from "./kinds";

/** The records of a kind, by id in the order of their age, with indexes by what their fields hold. */
export class Table {
  readonly rows = new Map<Id, Entity>();
  readonly indexes = new Map<string, Map<unknown, Set<Id>>>();
  /** Each row's place, by age: what is undone goes back to where it was. */
  private places = new Map<Id, number>();
  private nextPlace = 0;
  private disordered = false;

  /** Keeps rows findable by a field, or by each element of one that is a list. */
  index(field: string): void {
    if (this.indexes.has(field)) return;
    const index = new Map<unknown, Set<Id>>();
    for (const row of this.rows.values()) addTo(index, fieldOf(row, field), row.id);
    this.indexes.set(field, index);
  }

  put(row: Entity): void {
    const old = this.rows.get(row.id);
    this.rows.set(row.id, row);
    if (old === undefined) this.places.set(row.id, this.nextPlace++);
    for (const [field, index] of this.indexes) {
      const before = old === undefined ? undefined : fieldOf(old, field);
      const after = fieldOf(row, field);
      if (old !== undefined && before === after) continue;
      if (old !== undefined) removeFrom(index, before, row.id);
      addTo(index, after, row.id);
    }
  }

  remove(id: Id): void {
    const old = this.rows.get(id);
    if (old === undefined) return;
    this.rows.delete(id);
    this.places.delete(id);
    for (const [field, index] of this.indexes) removeFrom(index, fieldOf(old, field), id);
  }

  /** Removes a row; gives what puts it back in its place, once `sort` was called. */
  take(row: Entity): () => void {
    const place = this.placeOf(row.id);
    this.remove(row.id);
    return () => {
      this.put(row);
      this.places.set(row.id, place);
      this.disordered = true;
    };
  }

  /** Brings rows that were put back into the order of their age. */
  sort(): void {
    if (!this.disordered) return;
    this.disordered = false;
    const rows = [...this.rows].sort(([one], [other]) => this.placeOf(one) - this.placeOf(other));
    this.rows.clear();
    for (const [id, row] of rows) this.rows.set(id, row);
  }

  /** The rows whose field has a value; those with numbers oldest first. */
  where(field: string, value: unknown): Entity[] {
    const index = this.indexes.get(field);
    if (index === undefined) return [...this.rows.values()].filter((row) => fieldOf(row, field) === value);
    const rows = this.rowsOf(index.get(value));
    if (rows.length < 2) return rows;
    return rows.sort((a, b) => (typeof a.id === "number" && typeof b.id === "number" ? a.id - b.id : 0));
  }

  /** The rows whose list has an element, oldest first. */
  having(field: string, element: unknown): Entity[] {
    const index = this.indexes.get(field);
    if (index === undefined) {
      return [...this.rows.values()].filter((row) => valuesOf(fieldOf(row, field)).includes(element));
    }
    return this.rowsOf(index.get(element)).sort((a, b) => this.placeOf(a.id) - this.placeOf(b.id));
  }

  private rowsOf(ids: ReadonlySet<Id> | undefined): Entity[] {
    const rows: Entity[] = [];
    for (const id of ids ?? []) {
      const row = this.rows.get(id);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  clear(): void {
    this.rows.clear();
    this.places.clear();
    for (const index of this.indexes.values()) index.clear();
  }

  /** What doesn't hold: a key that isn't its record's id, an index unlike the rows. */
  *disagreements(): Iterable<{ id: Id; what: string }> {
    for (const [id, row] of this.rows) if (row.id !== id) yield { id, what: `is kept as ${row.id}` };
    for (const [field, index] of this.indexes) {
      let entries = 0;
      for (const [value, ids] of index) {
        for (const id of ids) {
          entries += 1;
          const row = this.rows.get(id);
          if (row === undefined) yield { id, what: `is gone, and still in the index of ${field}` };
          else if (!valuesOf(fieldOf(row, field)).includes(value))
            yield { id, what: `is in a wrong place of the index of ${field}` };
        }
      }
      let wanted = 0;
      for (const row of this.rows.values()) wanted += new Set(valuesOf(fieldOf(row, field))).size;
      if (entries !== wanted)
        yield { id: "all", what: `are in ${wanted} places, of which the index of ${field} has ${entries}` };
    }
  }

  private placeOf(id: Id): number {
    return this.places.get(id) ?? 0;
  }
}

function fieldOf(row: Entity, field: string): unknown {
  return (row as unknown as Record<string, unknown>)[field];
}

/** What an index finds a row by. */
function valuesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function addTo(index: Map<unknown, Set<Id>>, value: unknown, id: Id): void {
  for (const each of valuesOf(value)) {
    const ids = index.get(each);
    if (ids === undefined) index.set(each, new Set([id]));
    else ids.add(id);
  }
}

/** An entry that finds nothing any more goes, too: there may be one for each row that ever was. */
function removeFrom(index: Map<unknown, Set<Id>>, value: unknown, id: Id): void {
  for (const each of valuesOf(value)) {
    const ids = index.get(each);
    ids?.delete(id);
    if (ids?.size === 0) index.delete(each);
  }
}
