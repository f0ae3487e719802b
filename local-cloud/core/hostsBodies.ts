import { z } from "zod";

/** Of `PUT /_local/hosts`. */
export const hostsSchema = z.strictObject({
  selection: z.union(
    [z.enum(["none", "all"]), z.array(z.string().regex(/^[a-z][a-z-]*$/)).min(1)],
    'Must be "none", "all", or a list of data classes: ["account"]',
  ),
});

/** Of `POST /_local/hosts/faults`. */
export const faultSchema = z.strictObject({
  fault: z.enum(["kill", "cut", "restore"], 'Must be "kill", "cut" or "restore"'),
  target: z.union(
    [z.strictObject({ host: z.string() }), z.strictObject({ region: z.string() })],
    'Must be {"host": the label of an instance} or {"region": NAME}',
  ),
});

const mostSeconds = "Must be a number of seconds, more than 0 and at most 600";
/** Of `POST /_local/shell/:name`. */
export const shellSchema = z.strictObject({
  script: z.string("Must be a script for bash"),
  timeoutSeconds: z.number(mostSeconds).positive(mostSeconds).max(600, mostSeconds).default(60),
  by: z.enum(["console", "network"], 'Must be "console" or "network"').default("console"),
});
