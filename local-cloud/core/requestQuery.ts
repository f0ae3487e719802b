import { z } from "zod";
import type { RequestQuery } from "./requestLog";
import { validate } from "./validate";

const methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "JOB"];

const schema = z.strictObject({
  method: z
    .string()
    .transform((text) => text.toUpperCase())
    .refine((text) => methods.includes(text), `Must be one of ${methods.join(", ")}`)
    .optional(),
  path: z
    .string()
    .regex(/^(s3:)?\//, "Must start with /, or with s3:/ for S3")
    .optional(),
  status: z
    .string()
    .regex(
      /^([1-5]\d\d|[1-5]xx|0)$/i,
      "Must be a status such as 404, a class such as 4xx, or 0 for no answer",
    )
    .optional(),
  since: z
    .string()
    .regex(
      /^(\d+|\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?)$/,
      "Must be an entry's number, or a time in UTC such as 2026-11-24T09:30:00",
    )
    // As the journal writes times.
    .transform((text) => text.replace(/(\.\d+)?Z?$/, ""))
    .optional(),
  fault: z.string().min(1, "Must be a rule's name, or true").optional(),
});

/** Which requests the journal is asked for; throws 400 with what there is to ask. */
export function requestQuery(query: URLSearchParams): RequestQuery {
  return validate(schema, Object.fromEntries(query)) as RequestQuery;
}
