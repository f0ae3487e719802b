import { z } from "zod";

/**
 * What `bastide preview --format json` prints. Everything in it may be shown: secrets are `[secret]`, values that are not known
 * yet `[unknown]`. All other formats are written from it, so that a report that was made elsewhere can be read again and shown.
 */

/** The version of the report's form; it changes only when something that was there is gone or means something else. */
export const reportVersion = 1;

const text = z.string().max(100_000);
const name = z.string().max(2_000);
const whole = z.number().int().nonnegative();
const names = z.array(name).max(10_000);

/** A line in a file; the file is relative to the project. */
const place = z.object({ file: name, line: z.number().int().positive() });

const dollars = z.number().describe("US dollars a month, before tax");

const policy = z.object({
  name,
  displayName: text,
  description: text,
  enforcementLevel: z.enum(["advisory", "mandatory", "disabled", "remediate"]),
  severity: z.string().max(20),
  kind: z.enum(["resource", "stack"]),
  reference: text.describe("The control that the policy enforces"),
  specification: text,
  remediationSteps: text,
  url: text,
});

const violation = z.object({
  policy: name,
  level: z.enum(["advisory", "mandatory", "disabled"]),
  severity: z.string().max(20),
  urn: name,
  message: text.describe("What is wrong and how to mend it"),
  couldNotRun: z.boolean().describe("The rule read a value that is not known yet"),
  fails: z.boolean().describe("It makes the verdict negative"),
  source: place.nullable().describe("Where the program makes the resource"),
  configuration: place.nullable().describe("The line of the stack's file that asks for it"),
});

const waiver = z.object({
  policy: name,
  resource: name.describe("The resource or configuration key, as the waiver names it"),
  urn: name,
  reason: text,
  requestedBy: name,
  approvers: z.array(name).max(20),
  ticket: name,
  start: name,
  expiry: name.describe("The last day"),
  covered: whole.describe("How many violations it covered"),
});

const resource = z.object({
  urn: name,
  type: name,
  name,
  custom: z.boolean(),
  parent: name,
  protect: z.boolean(),
  dataClass: name.nullable(),
  region: name.nullable(),
  source: place.nullable(),
  inputs: z.record(z.string(), z.json()),
  dependencies: names,
});

const networkPath = z.object({
  key: text.describe("The same for the same path in two reports"),
  from: text,
  to: text,
  service: name.describe("Protocol and ports"),
  via: z.array(text).max(100).describe("What lets it through, in order"),
});

const cost = z.object({
  monthly: dollars,
  unpriced: whole.describe("How many items have no published price"),
  recorded: text.describe("When the prices were recorded"),
  byClass: z.array(z.object({ dataClass: name.nullable(), monthly: dollars })).max(1_000),
});

const rule = z.object({ direction: z.enum(["inbound", "outbound"]), sign: z.enum(["+", "-"]), rule: text });

const property = z.object({
  path: name,
  before: text.nullable().describe("Absent: null. Long values are summed up."),
  after: text.nullable(),
});

const change = z.object({
  action: z.enum(["created", "changed", "removed"]),
  urn: name,
  type: name,
  name,
  dataClass: name.nullable(),
  region: name.nullable(),
  protect: z.boolean().describe("Whether it was protected before, or is now where it is new"),
  properties: z.array(property).max(10_000),
  rules: z.array(rule).max(10_000).describe("Rules of a firewall that came or went"),
});

const comparison = z.object({
  base: name,
  changes: z.array(change).max(20_000),
  paths: z.object({ added: z.array(networkPath), lost: z.array(networkPath) }).nullable(),
  cost: z.object({ before: dollars, after: dollars, difference: dollars }),
});

export const previewReport = z.object({
  version: z.literal(reportVersion),
  way: z.enum(["offline", "engine"]),
  project: name,
  stack: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/),
  file: name.describe("The stack's file, relative to the project"),
  folder: z
    .string()
    .max(1_000)
    .describe("The project's folder, relative to the repository; empty for its top"),
  asOf: z.iso
    .date()
    .optional()
    .describe("The day that `--as-of` had program and pack take for today; absent: the day it was made"),
  compliant: z.boolean(),
  policyPack: z.object({ name, version: name }),
  judged: whole.describe("How many resources were judged"),
  policies: z.array(policy).max(5_000),
  violations: z.array(violation).max(25_000),
  passed: names.describe("Policies that judged something and found nothing"),
  waivers: z.array(waiver).max(1_000).describe("Waivers that were used"),
  resources: z.array(resource).max(50_000),
  paths: z.array(networkPath).max(50_000).nullable().describe("null where they were not worked out"),
  cost,
  comparison: comparison.nullable().describe("Against the base; null where there is none"),
  notes: z.array(text).max(1_000),
});

/** What stands in the same place where there is no report: the configuration is wrong, or the program failed. */
export const previewFailure = z.object({
  error: z.object({
    kind: z.string().max(100),
    message: text,
    fix: text.optional(),
    problems: z
      .array(
        z.object({
          key: name,
          message: text,
          fix: text,
          file: name,
          line: z.number().int().positive().optional(),
        }),
      )
      .max(5_000)
      .optional(),
  }),
});

export type PreviewReport = z.infer<typeof previewReport>;
export type PreviewFailure = z.infer<typeof previewFailure>;
export type ReportedPolicy = z.infer<typeof policy>;
export type ReportedViolation = z.infer<typeof violation>;
export type ReportedWaiver = z.infer<typeof waiver>;
export type ReportedResource = z.infer<typeof resource>;
export type ReportedPath = z.infer<typeof networkPath>;
export type ReportedCost = z.infer<typeof cost>;
export type ReportedPlace = z.infer<typeof place>;
export type Change = z.infer<typeof change>;
export type RuleChange = z.infer<typeof rule>;
export type PropertyChange = z.infer<typeof property>;
export type Comparison = z.infer<typeof comparison>;
