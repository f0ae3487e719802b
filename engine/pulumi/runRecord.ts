import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../local-cloud/core/files";
import type { Plain } from "../offline/create/translator";
import type { EngineEvent } from "./events";

/** Ids that were in the cloud before a run, by collection (`/vpcs/7/subnets`). */
export type Inventory = Readonly<Record<string, readonly string[]>>;

/** A step of a run, and how it ended as far as is known: a step that was only begun may have done its work or not. */
export interface Step {
  readonly urn: string;
  readonly type: string;
  /** `create`, `update`, `delete`, and the like. */
  readonly op: string;
  readonly inputs: Plain;
  readonly end: "begun" | "done" | "failed";
}

/**
 * What is kept of a run of the engine until all that it began is settled: what was in the cloud before it, and its events, which
 * the CLI writes while it works. A failed step is not in the engine's state, though its request may have been carried out; so this
 * is how the next run knows what to look for, also where this one is killed.
 */
export class RunRecord {
  private constructor(private readonly folder: string) {}

  static in(folder: string): RunRecord {
    return new RunRecord(join(folder, "engine", "run"));
  }

  /** Begins a record. Whatever an earlier run has left must have been settled. */
  begin(inventory: Inventory): void {
    this.clear();
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeWhole(this.inventoryFile, JSON.stringify(inventory));
  }

  /** Where the CLI writes the run's events. Secrets are blanked in them. */
  get eventFile(): string {
    return join(this.folder, "events.jsonl");
  }

  /** What was there before the run; undefined where no run has to be settled. */
  get inventory(): Inventory | undefined {
    return existsSync(this.inventoryFile)
      ? (JSON.parse(readFileSync(this.inventoryFile, "utf8")) as Inventory)
      : undefined;
  }

  /** The steps of the run, in the order in which they began. */
  get steps(): readonly Step[] {
    if (!existsSync(this.eventFile)) {
      return [];
    }
    const steps = new Map<string, Step>();
    for (const line of readFileSync(this.eventFile, "utf8").split("\n")) {
      const step = stepOf(line);
      if (step !== undefined) {
        steps.set(`${step.op} ${step.urn}`, step);
      }
    }
    return [...steps.values()];
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get inventoryFile(): string {
    return join(this.folder, "before.json");
  }
}

const still = new Set(["same", "read", "refresh", "read-discard"]);

function stepOf(line: string): Step | undefined {
  const event = parse(line);
  const of = (metadata: NonNullable<EngineEvent["resOpFailedEvent"]>["metadata"], end: Step["end"]) => {
    const { urn, type, op } = metadata;
    return still.has(op)
      ? undefined
      : { urn, type, op, end, inputs: (metadata.new ?? metadata.old)?.inputs ?? {} };
  };
  if (event?.resOpFailedEvent !== undefined) {
    return of(event.resOpFailedEvent.metadata, "failed");
  }
  if (event?.resOutputsEvent !== undefined && event.resOutputsEvent.planning !== true) {
    return of(event.resOutputsEvent.metadata, "done");
  }
  if (event?.resourcePreEvent !== undefined && event.resourcePreEvent.planning !== true) {
    return of(event.resourcePreEvent.metadata, "begun");
  }
  return undefined;
}

/** A CLI that was killed may have left half a line. */
function parse(line: string): EngineEvent | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as EngineEvent);
  } catch {
    return undefined;
  }
}
