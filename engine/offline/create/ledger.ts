import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EvaluatedResource } from "../resource";
import { isMap, type Wire } from "../wire";
import type { Plain } from "./translator";
import { Vault } from "./vault";

/** A resource that was made. */
export interface Made {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  /** Where the API has it; empty for what is not in the API. */
  readonly path: string;
  /** Resources that have to outlive it. */
  readonly needs: readonly string[];
  /** Inputs and outputs in wire form, sealed. */
  readonly sealed: string;
}

/** A resource that a run was about to make, or was making when it ended. */
export interface Pending {
  readonly urn: string;
  readonly type: string;
  readonly collection: string;
  readonly needs: readonly string[];
  /** Inputs in plain form, sealed. */
  readonly sealed: string;
  /** Ids that were there before, for objects without a mark of their own. */
  readonly before?: readonly string[];
}

type Line =
  | { readonly plan: Readonly<Record<string, string>> }
  | { readonly pending: Pending }
  | { readonly made: Made }
  | { readonly gone: string }
  | { readonly complete: true };

/**
 * The record of an offline run: what was planned, begun, made and removed, one line an event, so that a run that is killed
 * at any moment leaves it readable. Nothing in it is secret to whoever lacks the key beside it.
 */
export class Ledger {
  readonly made = new Map<string, Made>();
  readonly pending = new Map<string, Pending>();
  /** Hashes of what the program planned, by URN; empty before the first run. */
  plan: Readonly<Record<string, string>> = {};
  complete = false;

  private constructor(
    private readonly file: string,
    readonly vault: Vault,
  ) {}

  static open(folder: string): Ledger {
    const file = join(folder, "offline.jsonl");
    const ledger = new Ledger(file, Vault.open(join(folder, "offline.key")));
    if (existsSync(file)) {
      for (const line of readFileSync(file, "utf8").split("\n")) {
        ledger.apply(parse(line));
      }
    }
    return ledger;
  }

  /** True where an offline run has left a record, without opening it. */
  static exists(folder: string): boolean {
    return existsSync(join(folder, "offline.jsonl"));
  }

  get isEmpty(): boolean {
    return this.made.size === 0 && this.pending.size === 0;
  }

  write(line: Line): void {
    // A run that was killed may have left half a line; a line feed first keeps the new one apart from it.
    appendFileSync(this.file, `\n${JSON.stringify(line)}`, { mode: 0o600 });
    this.apply(line);
  }

  /** Forgets everything, the key too. */
  remove(): void {
    rmSync(this.file, { force: true });
    rmSync(join(dirname(this.file), "offline.key"), { force: true });
  }

  /** What was made, with its inputs and outputs. */
  open(made: Made): { inputs: Plain; outputs: Plain } {
    return this.vault.unseal(made.sealed) as { inputs: Plain; outputs: Plain };
  }

  private apply(line: Line | undefined): void {
    if (line === undefined) {
      return;
    }
    if ("plan" in line) {
      this.plan = line.plan;
    } else if ("pending" in line) {
      this.pending.set(line.pending.urn, line.pending);
    } else if ("made" in line) {
      this.pending.delete(line.made.urn);
      this.made.set(line.made.urn, line.made);
    } else if ("gone" in line) {
      this.pending.delete(line.gone);
      this.made.delete(line.gone);
      this.complete = false;
    } else {
      this.complete = true;
    }
  }
}

function parse(line: string): Line | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as Line);
  } catch {
    return undefined;
  }
}

/** The hash of every managed custom resource as the preview knows it: what must not have changed between two runs. */
export function planOf(resources: readonly EvaluatedResource[], vault: Vault): Record<string, string> {
  return Object.fromEntries(
    resources
      .filter(
        (resource) => resource.custom && !resource.external && !resource.type.startsWith("pulumi:providers:"),
      )
      .map((resource) => [resource.urn, vault.hash(ordered(planned(resource)))]),
  );
}

/** Inputs, and what they come from: a reference that points elsewhere is a change, though its value is not known yet. */
function planned({ inputs, propertyDependencies }: EvaluatedResource): Wire {
  const references = Object.entries(propertyDependencies).map(
    ([key, urns]) => [key, [...urns].sort()] as const,
  );
  return { inputs, references: Object.fromEntries(references) };
}

function ordered(value: Wire): Wire {
  if (Array.isArray(value)) {
    return value.map(ordered);
  }
  return isMap(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, item]) => [key, ordered(item)]),
      )
    : value;
}

/** What differs between two plans, by URN. */
export function changesBetween(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): { added: string[]; removed: string[]; changed: string[] } {
  return {
    added: Object.keys(after).filter((urn) => !(urn in before)),
    removed: Object.keys(before).filter((urn) => !(urn in after)),
    changed: Object.keys(after).filter((urn) => urn in before && before[urn] !== after[urn]),
  };
}
