import { z } from "zod";
import { ApiError, type ErrorDetail } from "./errors";

/** Faults that an answer names; nobody reads more, and a list can have a hundred thousand. */
const named = 100;

/** Reads a request's body; throws 400 with one line for each field at fault. */
export function validate<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const errors = new Map<string, ErrorDetail>();
  for (const issue of result.error.issues.slice(0, named)) {
    const field = fieldName(issue.path);
    const detail = { reason: reason(issue, field, schema), ...(field === "" ? {} : { field }) };
    if (!errors.has(field)) errors.set(field, detail);
  }
  throw new ApiError(400, [...errors.values()]);
}

/** `ipv4[0].range`, as the API spells paths. */
function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`,
    )
    .join("");
}

/** Texts of our own start with a capital; zod's are replaced by the API's two. */
function reason(issue: z.core.$ZodIssue, field: string, schema: z.ZodType): string {
  if (
    issue.code === "invalid_type" &&
    issue.input === undefined &&
    /received undefined/.test(issue.message)
  ) {
    return `${field} is required`;
  }
  if (issue.code === "unrecognized_keys") {
    const there =
      issue.path.length === 0 && schema instanceof z.ZodObject
        ? `; there is ${Object.keys(schema.shape).join(", ")}`
        : "";
    return `There is no ${issue.keys.join(", ")}${there}`;
  }
  return /^(Invalid|Too |Expected|Unrecognized)/.test(issue.message)
    ? `${field} is not valid`
    : issue.message;
}
