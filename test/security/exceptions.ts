import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Finding } from "./check";

/** Where the exceptions live, relative to the project. */
export const exceptionsFile = "test/security/exceptions.json";

/** No exception outlives a year (EX-2 of the security policy asks the same of approvals). */
const longestDays = 366;

const sentence = z.string().min(20, "Say why in a sentence.");
const schema = z.strictObject({
  check: z.string().min(1),
  rule: z.string().min(1),
  where: z.string().min(1),
  /** Part of the source line that is excused. Needed by static analysis, whose rules judge many lines of one file. */
  text: z.string().min(3).optional(),
  reason: sentence,
  approvedBy: z.string().min(3),
  reviewed: z.iso.date(),
  expires: z.iso.date(),
});

/** A finding that people looked at and accepted until a date. */
export type Exception = z.infer<typeof schema>;

/** The exceptions that hold today, and what is wrong with the file. */
export interface ReviewedExceptions {
  valid: Exception[];
  findings: Finding[];
}

/** Reads and judges the exceptions. A missing file means that there are none. `today` is a date such as `2026-11-24`. */
export function readExceptions(root: string, today: string): ReviewedExceptions {
  const path = join(root, exceptionsFile);
  if (!existsSync(path)) return { valid: [], findings: [] };
  const entries = parse(readFileSync(path, "utf8"));
  if (entries === undefined) {
    const message = `${exceptionsFile} is not a JSON list.`;
    return {
      valid: [],
      findings: [finding("malformed", exceptionsFile, message, "Write a list of exceptions.")],
    };
  }
  const reviewed: ReviewedExceptions = { valid: [], findings: [] };
  entries.forEach((entry, index) => {
    const where = `${exceptionsFile} entry ${index + 1}`;
    const parsed = schema.safeParse(entry);
    const problem = parsed.success
      ? wrongDates(parsed.data, today)
      : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join(" ");
    if (problem) reviewed.findings.push(finding("malformed", where, problem, "Mend or remove the entry."));
    else if (parsed.success) reviewed.valid.push(parsed.data);
  });
  return reviewed;
}

/** Whether an exception covers a finding of a check. */
export function covers(exception: Exception, check: string, { rule, where, text }: Finding): boolean {
  if (exception.check !== check || exception.rule !== rule) return false;
  const place = exception.where === where || exception.where === where.replace(/:\d+$/, "");
  return place && (exception.text === undefined || (text ?? "").includes(exception.text));
}

/** The finding for an exception that covered nothing, though its check ran. */
export function unused({ check, rule, where }: Exception): Finding {
  const message = `The exception for ${rule} of ${check} in ${where} covers nothing any more.`;
  return finding("unused", exceptionsFile, message, "Remove it.");
}

function wrongDates({ check, text, reviewed, expires }: Exception, today: string): string | undefined {
  if (expires < today) return `It expired on ${expires}. Review it again, or mend the fault.`;
  if (reviewed > today) return `It was reviewed on ${reviewed}, which is in the future.`;
  const days = (Date.parse(expires) - Date.parse(reviewed)) / 86_400_000;
  if (days > longestDays) return `It holds for ${days} days, and ${longestDays} are the most.`;
  if (check === "static-analysis" && text === undefined)
    return "It must quote part of the source line in `text`.";
  return undefined;
}

function parse(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function finding(rule: string, where: string, message: string, fix: string): Finding {
  return { rule, where, message, fix };
}
