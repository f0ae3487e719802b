import type { Json } from "./json";
import type { Entity, Id, Kind, Kinds, ListField } from "./kinds";
import { Table } from "./table";

/** One change, as it is written to the state file. */
export type Operation = ["put", string, Entity] | ["del", string, Id] | ["meta", string, Json];

/** The number before the first id. */
const idsAfter = 1000;

/** The whole state. */
export interface Snapshot {
  meta: Record<string, Json>;
  tables: Record<string, Entity[]>;
  /** When it was taken, in job milliseconds (see Clock), where jobs are to go on from there. */
  jobTime?: number;
}

/**
 * All state: a table a kind, kept in memory, changed only through `insert`, `patch` and `remove` inside a transaction.
 * Records are never changed in place, so a failed transaction is undone exactly and a reader never sees half of one.
 */
export class Store {
  private tables = new Map<string, Table>();
  private meta = new Map<string, Json>();
  private undo: (() => void)[] | undefined;
  private operations: Operation[] = [];
  private commit: (operations: readonly Operation[]) => void = () => undefined;

  /** Called with what each transaction changed, before anyone is told that it succeeded. */
  onCommit(commit: (operations: readonly Operation[]) => void): void {
    this.commit = commit;
  }

  /** Keeps the records of a kind findable without a scan by a field, or by each element of one that is a list. */
  index(kind: Kind, field: string): void {
    this.table(kind).index(field);
  }

  get<K extends Kind>(kind: K, id: Id): Kinds[K] | undefined {
    return this.table(kind).rows.get(id) as Kinds[K] | undefined;
  }

  /** Every record of a kind, oldest first. */
  all<K extends Kind>(kind: K): Iterable<Kinds[K]> {
    return this.table(kind).rows.values() as Iterable<Kinds[K]>;
  }

  count(kind: Kind): number {
    return this.table(kind).rows.size;
  }

  /** The records whose field has a value, oldest first; quick if the field is indexed. */
  where<K extends Kind, F extends keyof Kinds[K] & string>(
    kind: K,
    field: F,
    value: Kinds[K][F],
  ): Kinds[K][] {
    return this.table(kind).where(field, value) as Kinds[K][];
  }

  /** The records whose list has an element, oldest first; quick if the field is indexed. */
  having<K extends Kind, F extends ListField<Kinds[K]>>(
    kind: K,
    field: F,
    element: Kinds[K][F] extends readonly (infer E)[] ? E : never,
  ): Kinds[K][] {
    return this.table(kind).having(field, element) as Kinds[K][];
  }

  insert<K extends Kind>(kind: K, row: Kinds[K]): Kinds[K] {
    this.write(kind, row);
    return row;
  }

  /** Replaces fields of a record and gives the new one; nothing happens to a record that is gone. */
  patch<K extends Kind>(kind: K, id: Id, changes: Partial<Kinds[K]>): Kinds[K] | undefined {
    const old = this.get(kind, id);
    if (old === undefined) return undefined;
    const row = { ...old, ...changes };
    this.write(kind, row);
    return row;
  }

  remove(kind: Kind, id: Id): void {
    const table = this.table(kind);
    const old = table.rows.get(id);
    if (old === undefined) return;
    let putBack = (): void => undefined;
    this.record(["del", kind, id], () => putBack());
    putBack = table.take(old);
  }

  getMeta(key: string): Json | undefined {
    return this.meta.get(key);
  }

  setMeta(key: string, value: Json): void {
    const old = this.meta.get(key);
    this.record(["meta", key, value], () => {
      if (old === undefined) this.meta.delete(key);
      else this.meta.set(key, old);
    });
    this.meta.set(key, value);
  }

  /** The last number that `nextId` gave. */
  get lastId(): number {
    return (this.getMeta("lastId") as number | undefined) ?? idsAfter;
  }

  /** A number that nothing else has: entities and events share one sequence, as clients may rely on none of them being equal. */
  nextId(): number {
    const id = this.lastId + 1;
    this.setMeta("lastId", id);
    return id;
  }

  /** Runs a change: all of it happens, or (when it throws) none. Changes inside changes join the outer one. */
  transaction<T>(change: () => T): T {
    if (this.undo !== undefined) return change();
    this.undo = [];
    this.operations = [];
    try {
      const result = change();
      if (this.operations.length > 0) this.commit(this.operations);
      return result;
    } catch (error) {
      this.undoAll(this.undo);
      throw error;
    } finally {
      this.undo = undefined;
      this.operations = [];
    }
  }

  private undoAll(steps: (() => void)[]): void {
    for (const step of steps.reverse()) step();
    for (const table of this.tables.values()) table.sort();
  }

  /** Makes changes inside the current transaction, gives what they lead to, and undoes them: a dry run. */
  rehearse<T>(change: () => T): T {
    const { undo, operations } = this;
    if (undo === undefined) throw new Error("A rehearsal takes place inside Store.transaction().");
    const steps: (() => void)[] = [];
    this.undo = steps;
    this.operations = [];
    try {
      return change();
    } finally {
      this.undoAll(steps);
      this.undo = undo;
      this.operations = operations;
    }
  }

  /** Applies changes read from a state file. */
  replay(operations: readonly Operation[]): void {
    for (const operation of operations) {
      if (operation[0] === "put") this.table(operation[1]).put(operation[2]);
      else if (operation[0] === "del") this.table(operation[1]).remove(operation[2]);
      else this.meta.set(operation[1], operation[2]);
    }
  }

  snapshot(): Snapshot {
    const tables: Record<string, Entity[]> = {};
    for (const [kind, table] of this.tables) {
      if (table.rows.size > 0) tables[kind] = [...table.rows.values()];
    }
    return { meta: Object.fromEntries(this.meta), tables };
  }

  /** The kinds that have had records. */
  kinds(): Kind[] {
    return [...this.tables.keys()] as Kind[];
  }

  /** What the store says of itself that doesn't hold: a key that isn't its record's id, an index unlike its table. */
  *disagreements(): Iterable<{ kind: string; id: Id; what: string }> {
    for (const [kind, table] of this.tables) {
      for (const found of table.disagreements()) yield { kind, ...found };
    }
  }

  /** Replaces everything. */
  restore(snapshot: Snapshot): void {
    for (const table of this.tables.values()) table.clear();
    this.meta = new Map(Object.entries(snapshot.meta));
    for (const [kind, rows] of Object.entries(snapshot.tables)) {
      const table = this.table(kind);
      for (const row of rows) table.put(row);
    }
  }

  private write(kind: Kind, row: Entity): void {
    const table = this.table(kind);
    const old = table.rows.get(row.id);
    this.record(["put", kind, row], () => (old === undefined ? table.remove(row.id) : table.put(old)));
    table.put(row);
  }

  private record(operation: Operation, undo: () => void): void {
    if (this.undo === undefined) throw new Error("The state changes only inside Store.transaction().");
    this.undo.push(undo);
    this.operations.push(operation);
  }

  private table(kind: string): Table {
    let table = this.tables.get(kind);
    if (table === undefined) {
      table = new Table();
      this.tables.set(kind, table);
    }
    return table;
  }
}
