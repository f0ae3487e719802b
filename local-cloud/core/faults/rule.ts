import { z } from "zod";

/** What a fault does to a request; each with the sentence that `/_local/faults` explains it with. */
export const requestEffects = {
  "429": "`Too many requests`, with Retry-After",
  "503": "the API answers 503",
  "502": "a gateway answers 502 in HTML",
  "504": "a gateway answers 504 in HTML",
  "500": "the API answers 500",
  busy: "400 `Linode busy.`; strikes only what changes a Linode, its parts or a volume",
  drop: "the connection is closed without an answer",
  half: "the request is carried out, and the connection closed in the middle of the answer",
  slow: "the answer comes `delay` milliseconds later",
  hang: "no answer comes; the connection stays open until the rule is removed",
} as const;

/** What a fault does to a job when it starts. */
export const jobEffects = {
  "fail-job": "the job takes its time, then its event ends `failed`",
  "slow-job": "the job takes `factor` times as long",
} as const;

/** Faults that are a whole situation, until the rule is removed: they take no match but the region, and no chance. */
export const situations = {
  "region-out":
    "what touches resources in `region` answers 503 (or as `how` says), its S3 refuses connections, its jobs stand still",
  "api-out": "every call answers 503 (or as `how` says); jobs go on",
} as const;

export type RequestEffect = keyof typeof requestEffects;
export type JobEffect = keyof typeof jobEffects;
export type Situation = keyof typeof situations;
export type Effect = RequestEffect | JobEffect | Situation;

/** The names of all effects. */
export const effectNames = [
  ...Object.keys(requestEffects),
  ...Object.keys(jobEffects),
  ...Object.keys(situations),
] as Effect[];

/** Of 503, 429 and the like given as numbers, the names. */
const effect = z.preprocess(
  (value) => (typeof value === "number" ? String(value) : value),
  z.enum(effectNames),
);
const oneOrMore = <S extends z.ZodType>(schema: S, message: string) =>
  z
    .union([schema, z.array(schema).min(1)], message)
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<S>[]);

/** Milliseconds: the longest that a timer of this machine can wait. */
const longestDelay = 2 ** 31 - 1;

/** Beyond it there are no dates for jobs to end on. */
const largestFactor = 1_000_000;

/** Fields that choose among requests, by what they are or by chance. */
const notOfSituations = ["method", "path", "kind", "id", "probability", "times", "after"] as const;

/** What they are where a rule doesn't say: a rule that does is the same. */
const usual: Readonly<Partial<Record<(typeof notOfSituations)[number], unknown>>> = {
  probability: 1,
  after: 0,
};

const share = "Must be a number from 0 to 1";
const whole = "Must be a whole number of 0 or more";

/** A rule as requests, files and flags give it. */
export const ruleSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w.-]{1,64}$/, "Must be 1-64 letters, digits, dots, dashes or underscores")
      .optional(),
    /** One of the effects, or several of which one is drawn each time. */
    effect: oneOrMore(effect, `Must be one or more of ${effectNames.join(", ")}`),
    method: oneOrMore(
      z
        .string()
        .transform((text) => text.toUpperCase())
        .pipe(z.enum(["GET", "POST", "PUT", "DELETE"])),
      "Must be one or more of GET, POST, PUT, DELETE",
    ).optional(),
    /** Without the version: `*` is one part, `**` at the end any number. */
    path: z.string().startsWith("/", "Must start with /").optional(),
    /** Of resource, such as `instance`, as `/_local/snapshot` names its tables. */
    kind: oneOrMore(z.string(), "Must be one or more names").optional(),
    region: z.string().optional(),
    /** Of the resource that the path names. */
    id: z.union([z.string(), z.number()]).transform(String).optional(),
    /** Of a job: `linode_boot`, or `linode_*`. */
    action: z.string().optional(),
    probability: z.number().min(0, share).max(1, share).default(1),
    /** What decides which of the matching requests are struck. */
    seed: z.number().int(whole).min(0, whole).default(1),
    /** How many are struck at most. */
    times: z.number().int(whole).min(0, whole).optional(),
    /** How many matching ones pass first. */
    after: z.number().int(whole).min(0, whole).default(0),
    /** Whether the work is done before the fault strikes; `either` draws it. */
    when: z.enum(["before", "after", "either"]).default("before"),
    /** Seconds, for 429 and 503. */
    retryAfter: z.number().int(whole).min(0, whole).default(1),
    /** Milliseconds, for `slow`. */
    delay: z.number().min(0).max(longestDelay, `Must be at most ${longestDelay}`).default(5000),
    /** For `slow-job`. */
    factor: z.number().min(0).max(largestFactor, `Must be at most ${largestFactor}`).default(10),
    /** How a situation shows. */
    how: z.enum(["503", "hang", "drop"]).default("503"),
    /** 503s say that the platform is being maintained (`X-Maintenance-Mode`), on which clients give up instead of retrying. */
    maintenance: z.boolean().default(false),
  })
  .superRefine((rule, context) => {
    const situation = rule.effect.find(isSituation);
    const complain = (field: string, message: string): void =>
      context.addIssue({ code: "custom", path: [field], message });
    if (situation !== undefined && rule.effect.length > 1)
      complain("effect", `${situation} stands alone: give the other effects a rule of their own`);
    if (situation === "region-out" && rule.region === undefined)
      complain("region", "Must name the region that is out, such as fr-par");
    if (situation !== undefined) {
      for (const field of notOfSituations) {
        if (rule[field] !== undefined && rule[field] !== usual[field])
          complain(field, `${situation} lasts until the rule is removed, and doesn't take ${field}`);
      }
    }
    if (situation === "api-out" && rule.region !== undefined)
      complain("region", "api-out is everywhere: region-out is what one region has");
    if (rule.action !== undefined && !rule.effect.some(isJobEffect))
      complain("action", "Is of jobs: the effect must be fail-job or slow-job");
    for (const field of ["method", "path"] as const) {
      if (rule[field] !== undefined && rule.effect.every(isJobEffect))
        complain(field, `Is of requests: say which jobs with action, kind, id or region`);
    }
  });

/** A rule with its defaults filled in. */
export type FaultRule = z.output<typeof ruleSchema>;
/** A rule as it may be written. */
export type FaultInput = Omit<z.input<typeof ruleSchema>, "effect"> & { effect: Effect | Effect[] };

export function isSituation(one: Effect): one is Situation {
  return one in situations;
}

export function isJobEffect(one: Effect): one is JobEffect {
  return one in jobEffects;
}

export function isRequestEffect(one: Effect): one is RequestEffect {
  return one in requestEffects;
}
