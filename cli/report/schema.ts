import { z } from "zod";

/** The version of the evidence's form; it changes only when something that was there is gone or means something else. */
export const evidenceVersion = 1;

const text = z.string();
const whole = z.number().int().nonnegative();

const controlVerdict = z
  .enum(["held", "held-in-part", "waived", "violated", "nothing-to-judge", "not-by-policy"])
  .describe(
    "held: its policies judged something and found nothing; held-in-part: the same, but this version keeps only a part of " +
      "the control, as `note` says; waived: only waivers made it pass; violated: a mandatory " +
      "policy found something; nothing-to-judge: the stack has nothing that its policies look at; not-by-policy: a host " +
      "test, a drill or people carry it, as `note` says",
  );

const violation = z.object({
  urn: text,
  message: text,
  fails: z.boolean().describe("It makes the verdict negative"),
  place: text.nullable().describe("FILE:LINE of what asks for the resource"),
});

const waiver = z.object({
  resource: text,
  reason: text,
  approvers: z.array(text),
  ticket: text,
  expiry: text.describe("The last day"),
  covered: whole.describe("How many violations it covered"),
});

const policy = z.object({
  name: text,
  displayName: text,
  description: text,
  severity: text,
  level: z.enum(["advisory", "mandatory", "disabled", "remediate"]),
  controls: z.array(text),
  verdict: z.enum(["passed", "waived", "violated", "advised", "nothing-to-judge", "disabled"]),
  wholeStack: z.boolean().describe("It judges relations between all resources"),
  judged: z.array(text).describe("URNs of the resources that it judged"),
  violations: z.array(violation),
  waivers: z.array(waiver),
});

const control = z.object({
  id: text,
  section: text.describe("The security policy's own section"),
  title: text,
  statement: text,
  carriedBy: z.enum(["policy", "host", "drill", "process"]).describe("What keeps it in the first place"),
  state: z.enum(["kept", "partly", "planned"]).describe("How far this version keeps it"),
  note: text,
  references: z.array(text).describe("The same requirement in other frameworks"),
  verdict: controlVerdict,
  policies: z.array(text),
  resources: whole.describe("How many different resources its policies judged"),
  violations: whole,
  waivers: whole,
});

/** What `bastide report` writes: control → section → policies → resources judged → verdict → waivers (GO-2). */
export const evidence = z.object({
  version: z.literal(evidenceVersion),
  generated: text.describe("When, in ISO form, UTC"),
  project: text,
  stack: text,
  way: z.enum(["offline", "engine"]),
  commit: z
    .object({ id: text, clean: z.boolean().describe("Nothing was changed since that commit") })
    .nullable()
    .describe("null outside a git repository"),
  securityPolicy: z.object({ name: text, version: text }),
  policyPack: z.object({ name: text, version: text }),
  compliant: z.boolean(),
  resources: whole.describe("How many resources the program makes"),
  controls: z.array(control),
  policies: z.array(policy),
  notes: z.array(text),
});

export type Evidence = z.infer<typeof evidence>;
export type ControlEvidence = z.infer<typeof control>;
export type PolicyEvidence = z.infer<typeof policy>;
