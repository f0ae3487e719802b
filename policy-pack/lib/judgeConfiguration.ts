import { validateResourceOfType } from "@pulumi/policy";
import { today } from "./configuration/dates";
import { BadEntry } from "./configuration/entry";
import { classOf, type Judged } from "./judge";
import { Misfit } from "./misfit";
import { configurationAt, tell, tellAlways } from "./tell";

const root = "pulumi:pulumi:Stack";

/** The stack's own configuration under judgement. */
export interface Judgement {
  /** The beginning of today in UTC. */
  readonly today: number;
  /** Reports a violation by one key of the configuration, such as `bastide:reviews.policy`. */
  report(key: string, problem: string, fix: string): void;
  /** Judges each of several things, so that a mistake in one hides none in another. */
  each<T>(things: readonly T[], judgeOne: (thing: T) => void): void;
}

/**
 * Judges the stack's configuration (`bastide:…`), which reaches the pack whoever wrote the program. It is asked with the
 * stack itself, the first resource of every program, so that in an update too nothing is touched before.
 *
 * A section that is not there is the business of `bastide-stack-require-configuration`, which knows what the stack makes.
 */
export function judgeConfiguration(validate: (judgement: Judgement) => void): Judged {
  const typed = validateResourceOfType(classOf(root), (_, { name, urn }, reportViolation) => {
    const attempt = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof Misfit)) {
          throw error;
        }
        const subject =
          error instanceof BadEntry ? configurationAt(error.key, urn) : { type: root, name, urn };
        tellAlways(reportViolation, subject, error.problem, error.fix);
      }
    };
    attempt(() =>
      validate({
        today: today(),
        report: (key, problem, fix) => tell(reportViolation, configurationAt(key, urn), problem, fix),
        each: (things, judgeOne) => {
          for (const thing of things) {
            attempt(() => judgeOne(thing));
          }
        },
      }),
    );
  });
  return Object.assign(typed, { types: [root], unknowns: {} });
}
