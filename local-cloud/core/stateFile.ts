import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import type { ClockState } from "./clock";
import { StateWriteError } from "./errors";
import { isObject } from "./json";
import { type LockFile, lockFile } from "./lockFile";
import { isClockState, isOperation, isSnapshot } from "./sound";
import type { Operation, Snapshot } from "./store";

/** What a state file held. */
export interface SavedState {
  snapshot: Snapshot;
  clock: ClockState;
  /** What changed since the snapshot, in order. */
  changes: Operation[][];
}

interface Line {
  format?: string;
  snapshot?: Snapshot;
  clock?: ClockState;
  changes?: Operation[];
}

const format = "bastide-local-cloud-1";
/** Links that lead to one another at most, as the kernel has it. */
const longestChain = 40;
const compactAfterBytes = 8 * 1024 * 1024;

/**
 * The state as a file: a snapshot on the first line, then one line for each transaction, written before the client
 * hears of its success. A line that a kill cut short has no line break and is dropped when the file is read. When the
 * changes outgrow the snapshot, a new file takes the old one's place by rename.
 */
export class StateFile {
  private descriptor: number;
  private written = 0;

  private constructor(
    private readonly path: string,
    private readonly lock: LockFile,
    private snapshotBytes: number,
  ) {
    this.descriptor = openSync(path, "a", 0o600);
  }

  /** Opens or begins a state file; fails if another process has it, or if it isn't one. */
  static open(path: string): { file: StateFile; saved: SavedState | undefined } {
    requirePlace(path);
    const lock = lockFile(`${path}.lock`, path);
    try {
      const saved = existsSync(path) ? read(path) : undefined;
      return { file: new StateFile(path, lock, 0), saved };
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Writes one transaction. True when it is time to compact. */
  append(changes: readonly Operation[], clock: ClockState): boolean {
    const line = Buffer.from(`${JSON.stringify({ clock, changes })}\n`);
    const start = fstatSync(this.descriptor).size;
    try {
      writeAll(this.descriptor, line);
    } catch (error) {
      // Half a line would spoil the next one.
      ftruncateSync(this.descriptor, start);
      throw this.failure(error);
    }
    this.written += line.length;
    return this.written > Math.max(compactAfterBytes, 2 * this.snapshotBytes);
  }

  /** Begins the file anew with the whole state; when that fails, the old one is as it was and still in use. */
  compact(snapshot: Snapshot, clock: ClockState): void {
    const next = `${this.path}.next`;
    const line = Buffer.from(`${JSON.stringify({ format, clock, snapshot })}\n`);
    try {
      const descriptor = openSync(next, "w", 0o600);
      try {
        writeAll(descriptor, line);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(next, this.path);
    } catch (error) {
      rmSync(next, { force: true });
      throw this.failure(error);
    }
    closeSync(this.descriptor);
    this.descriptor = openSync(this.path, "a", 0o600);
    this.snapshotBytes = line.length;
    this.written = 0;
  }

  private failure(error: unknown): StateWriteError {
    const why = error instanceof Error ? error.message : String(error);
    return new StateWriteError(
      `The state file ${this.path} can't be written, so nothing was changed. Make room for it and try again. (${why})`,
    );
  }

  close(): void {
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
    this.lock.release();
  }
}

/**
 * The file itself, where links name it: a lock beside a link keeps nobody from the file, and a rename would put a file of
 * its own in the link's place.
 */
export function withoutLinks(path: string): string {
  let place = path;
  for (let links = 0; links < longestChain; links++) {
    if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return place;
    place = resolve(dirname(place), readlinkSync(place));
  }
  throw new Error(`The state file ${path} is a link that leads round in a circle. Name a file with --state.`);
}

/** Throws where no state can be kept, in words that say what to do. */
function requirePlace(path: string): void {
  const folder = dirname(resolve(path));
  const wrong = existsSync(path)
    ? statSync(path).isFile()
      ? undefined
      : "is no file. Name a file"
    : existsSync(folder)
      ? undefined
      : `would be in ${folder}, which isn't there. Make that folder, or name another file`;
  if (wrong !== undefined) throw new Error(`The state file ${path} ${wrong} with --state.`);
  try {
    accessSync(existsSync(path) ? path : folder, constants.R_OK | constants.W_OK);
    accessSync(folder, constants.W_OK);
  } catch {
    throw new Error(
      `The state file ${path} can't be read and written by this user. Name another with --state.`,
    );
  }
}

function writeAll(descriptor: number, data: Buffer): void {
  let offset = 0;
  while (offset < data.length) offset += writeSync(descriptor, data, offset);
}

function read(path: string): SavedState | undefined {
  const text = readFileSync(path, "utf8");
  if (text === "") return undefined;
  // Before anything is cut off: it may be somebody's own file that was named by mistake.
  requireOurs(path, text);
  const end = text.lastIndexOf("\n") + 1;
  if (end < text.length) truncate(path, Buffer.byteLength(text.slice(0, end)));
  const lines = text.slice(0, end).split("\n").slice(0, -1);
  const [first, ...rest] = lines.map((line, index) => parse(line, path, index + 1));
  if (first?.snapshot === undefined) throw damaged(path, 1);
  const clock = [...rest].reverse().find((line) => line.clock !== undefined)?.clock ?? first.clock;
  return {
    snapshot: first.snapshot,
    clock: clock ?? { offset: 0, jobTime: 0 },
    changes: rest.map((line) => line.changes ?? []),
  };
}

/** Throws unless the file begins as this version begins one; its first line is always whole, as it came by rename. */
function requireOurs(path: string, text: string): void {
  const found = /^\{"format":"(bastide-local-cloud-\d+)"/.exec(text)?.[1];
  if (found === undefined || !text.includes("\n")) {
    throw new Error(
      `${path} is not a state file of the local cloud, and was left as it is. Name another with --state.`,
    );
  }
  if (found !== format) {
    throw new Error(
      `${path} was written by another version of the local cloud (${found}; this one reads ${format}). ` +
        "Use that version, or name another file with --state.",
    );
  }
}

function damaged(path: string, line: number): Error {
  return new Error(
    `${path} is damaged at line ${line}. Restore a copy, or begin empty with another file: --state.`,
  );
}

function parse(line: string, path: string, number: number): Line {
  try {
    const value: unknown = JSON.parse(line);
    if (isObject(value) && isSound(value)) return value;
  } catch {
    // Reported below, with the place.
  }
  throw damaged(path, number);
}

/** Whether a line is as it was written. */
function isSound({ clock, snapshot, changes }: Record<string, unknown>): boolean {
  if (clock !== undefined && !isClockState(clock)) return false;
  if (snapshot !== undefined && !isSnapshot(snapshot)) return false;
  return changes === undefined || (Array.isArray(changes) && changes.every(isOperation));
}

function truncate(path: string, length: number): void {
  const descriptor = openSync(path, "r+");
  ftruncateSync(descriptor, length);
  closeSync(descriptor);
}
