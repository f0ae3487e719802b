import type { ClockState } from "./clock";
import { isObject } from "./json";
import type { Operation, Snapshot } from "./store";

/** Whether something has the form of a whole state; what its records hold is left to the invariants. */
export function isSnapshot(value: unknown): value is Snapshot {
  if (!isObject(value) || !isObject(value.meta) || !isObject(value.tables)) return false;
  if (value.jobTime !== undefined && !Number.isFinite(value.jobTime)) return false;
  const { lastId } = value.meta;
  if (lastId !== undefined && !Number.isSafeInteger(lastId)) return false;
  return Object.values(value.tables).every((rows) => Array.isArray(rows) && rows.every(isRecord));
}

/** Whether something is a clock's state. */
export function isClockState(value: unknown): value is ClockState {
  return isObject(value) && isDate(value.offset) && Number.isFinite(value.jobTime);
}

/** Whether something is a change as the store makes them. */
export function isOperation(value: unknown): value is Operation {
  if (!Array.isArray(value) || typeof value[1] !== "string") return false;
  if (value[0] === "put") return isRecord(value[2]);
  return value[0] === "del" ? isId(value[2]) : value[0] === "meta";
}

function isRecord(value: unknown): boolean {
  return isObject(value) && isId(value.id);
}

function isId(value: unknown): boolean {
  return typeof value === "number" || typeof value === "string";
}

/** Whether dates can be written that run so many milliseconds ahead of this machine's. */
function isDate(offset: unknown): boolean {
  return typeof offset === "number" && new Date(Date.now() + offset).getFullYear() <= 9999;
}
