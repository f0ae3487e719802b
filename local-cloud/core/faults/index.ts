import { ApiError, notFound } from "../errors";
import { validate } from "../validate";
import type { RuleSchema } from "./known";
import { type JobOccasion, matchesJob, matchesRequest, type Occasion } from "./match";
import { draw } from "./random";
import {
  type Effect,
  type FaultInput,
  type FaultRule,
  isJobEffect,
  isRequestEffect,
  isSituation,
  type RequestEffect,
} from "./rule";

export { ruleSchemaFor } from "./known";
export type { FaultInput } from "./rule";
export { effectNames, jobEffects, requestEffects, situations } from "./rule";

/** A fault that strikes a request. */
export interface Strike {
  rule: string;
  effect: RequestEffect;
  when: "before" | "after";
  retryAfter: number;
  delay: number;
  maintenance: boolean;
  /** Ends when the rule is removed; what hangs waits for it. */
  lifted: Promise<void>;
}

/** What faults do to a job that starts. */
export interface JobFate {
  rule: string;
  fails: boolean;
  /** How many times as long it takes. */
  factor: number;
}

/** A rule as `/_local/faults` shows it. */
export type FaultView = FaultRule & { name: string; matched: number; struck: number };

interface Living {
  rule: FaultRule & { name: string };
  matched: number;
  struck: number;
  lifted: Promise<void>;
  lift(): void;
}

/** Purposes of the draws, so that none depends on another. */
const purpose = { strike: 0, effect: 1, when: 2 };

/** The rules in force. They are no part of the state: a restart begins with those that it is given. */
export class Faults {
  private rules: Living[] = [];
  private named = 0;
  private listener: () => void = () => undefined;

  /** `schema` is what rules are held against: `ruleSchemaFor` the names that there are. */
  constructor(private readonly schema: RuleSchema) {}

  /** Called when rules come or go. */
  onChange(listener: () => void): void {
    this.listener = listener;
  }

  /** Adds a rule; throws the API's 400 with every mistake in it. */
  add(input: unknown): FaultView {
    const rule = validate(this.schema, input);
    const name = rule.name ?? this.freeName(rule.effect);
    if (this.rules.some((one) => one.rule.name === name)) {
      throw new ApiError(400, [
        { reason: `There is a fault called ${name}: remove it first`, field: "name" },
      ]);
    }
    let lift: () => void = () => undefined;
    const lifted = new Promise<void>((resolve) => {
      lift = resolve;
    });
    const living: Living = { rule: { ...rule, name }, matched: 0, struck: 0, lifted, lift };
    this.rules.push(living);
    this.listener();
    return view(living);
  }

  /** True if there are no rules, as almost always. */
  get isQuiet(): boolean {
    return this.rules.length === 0;
  }

  list(): FaultView[] {
    return this.rules.map(view);
  }

  /** Removes one; throws 404 if there is none of that name. */
  remove(name: string): void {
    const gone = this.rules.filter((one) => one.rule.name === name);
    if (gone.length === 0) throw notFound();
    this.drop(gone);
  }

  clear(): void {
    this.drop(this.rules);
  }

  /** The fault that strikes this request; every rule that matches counts it, the first to strike wins. */
  strike(occasion: Occasion): Strike | undefined {
    let strike: Strike | undefined;
    for (const living of this.rules) {
      if (!matchesRequest(living.rule, occasion)) continue;
      const effects = applicable(living.rule, occasion);
      if (effects.length === 0) continue;
      const turn = this.turn(living);
      if (turn === undefined || strike !== undefined) continue;
      living.struck += 1;
      strike = strikeOf(living, effects, turn);
    }
    return strike;
  }

  /** What happens to a job that starts; undefined if nothing does. */
  fate(job: JobOccasion): JobFate | undefined {
    let fate: JobFate | undefined;
    for (const living of this.rules) {
      const effects = living.rule.effect.filter(isJobEffect);
      if (effects.length === 0 || !matchesJob(living.rule, job)) continue;
      const turn = this.turn(living);
      if (turn === undefined || fate !== undefined) continue;
      living.struck += 1;
      const fails = pick(effects, draw(living.rule.seed, turn, purpose.effect)) === "fail-job";
      fate = { rule: living.rule.name, fails, factor: fails ? 1 : living.rule.factor };
    }
    return fate;
  }

  /** Whether a region is out. */
  isOut(region: string): boolean {
    return this.rules.some(({ rule }) => rule.effect.includes("region-out") && rule.region === region);
  }

  /** Counts a match; gives its number if the rule strikes it. */
  private turn(living: Living): number | undefined {
    const { rule } = living;
    const turn = living.matched;
    living.matched += 1;
    if (turn < rule.after) return undefined;
    if (rule.times !== undefined && living.struck >= rule.times) return undefined;
    return draw(rule.seed, turn, purpose.strike) < rule.probability ? turn : undefined;
  }

  private drop(gone: readonly Living[]): void {
    this.rules = this.rules.filter((one) => !gone.includes(one));
    for (const one of gone) one.lift();
    this.listener();
  }

  private freeName(effects: readonly Effect[]): string {
    for (;;) {
      this.named += 1;
      const name = `${effects[0]}-${this.named}`;
      if (!this.rules.some((one) => one.rule.name === name)) return name;
    }
  }
}

/** Checks a rule before anything is started; gives each mistake with the field's name. */
export function faultMistakes(input: FaultInput, schema: RuleSchema): string[] {
  const result = schema.safeParse(input);
  if (result.success) return [];
  return result.error.issues.map((issue) => {
    const names =
      issue.code === "unrecognized_keys" ? `; the names are ${Object.keys(schema.shape).join(", ")}` : "";
    return `${[issue.path.join("."), issue.message].filter(Boolean).join(": ")}${names}`;
  });
}

/** `Linode busy.` is said only of changes to Linodes, what they consist of, and volumes. */
const canBeBusy = /^\/(linode\/instances\/[^/]+|volumes\/[^/]+)/;

function applicable(rule: FaultRule, { method, path }: Occasion): RequestEffect[] {
  if (rule.effect.some(isSituation)) return [rule.how];
  return rule.effect
    .filter(isRequestEffect)
    .filter((effect) => effect !== "busy" || (method !== "GET" && canBeBusy.test(path)));
}

function strikeOf({ rule, lifted }: Living, effects: readonly RequestEffect[], turn: number): Strike {
  const effect = pick(effects, draw(rule.seed, turn, purpose.effect));
  const either = draw(rule.seed, turn, purpose.when) < 0.5 ? "before" : "after";
  const when = effect === "half" ? "after" : rule.when === "either" ? either : rule.when;
  const { name, retryAfter, delay, maintenance } = rule;
  return { rule: name, effect, when, retryAfter, delay, maintenance, lifted };
}

function pick<T>(from: readonly T[], share: number): T {
  return from[Math.min(from.length - 1, Math.floor(share * from.length))] as T;
}

function view({ rule, matched, struck }: Living): FaultView {
  return { ...rule, matched, struck };
}
