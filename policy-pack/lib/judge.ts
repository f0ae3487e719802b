import {
  type PolicyResourceOptions,
  type ResourceValidation,
  type ResourceValidationArgs,
  validateResourceOfType,
} from "@pulumi/policy";
import type { InputsOf } from "./inputs";
import { Misfit } from "./misfit";
import { isUnknownAt, type Plain, pathOf, read } from "./plain";
import { defer, type Named, type Report, tell, tellAlways } from "./tell";

/**
 * What happens to a value that the engine does not know at preview.
 *
 * - `refused`: it is a violation, since nothing legitimate needs it to be unknown.
 * - `given`: it counts as given, where giving anything is what the policy refuses.
 * - `at up`: it is judged when it is known, in the update and before the resource is touched.
 */
export type Fate = "refused" | "given" | "at up";

/** The properties a policy reads, such as `interfaces[].purpose`, and what it does when one is unknown. */
export type Unknowns<P extends string = string> = Readonly<Record<P, Fate>>;

type Head<P extends string> = P extends `${infer H}.${string}` ? H : P;
type Unbracketed<P extends string> = P extends `${infer H}[]${string}` ? H : P;
type Top<P extends string> = Unbracketed<Head<P>>;
type Below<K extends string> = K | `${K}.${string}` | `${K}[]${string}`;

/** A resource under judgement: only the declared properties, with unknown parts marked. */
export interface Subject<K extends string = string> extends Named {
  readonly inputs: Readonly<Record<K, Plain | undefined>>;
  readonly options: PolicyResourceOptions;
  /** Whether a provider makes this resource; a component has none. */
  readonly hasProvider: boolean;
  /** The policy's own settings, as given; see `settings.ts`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly report: Report;
}

/** A validation that says which types it judges and how it treats unknown values. */
export type Judged = ResourceValidation & { readonly types: readonly string[]; readonly unknowns: Unknowns };

/**
 * Judges every resource of one type. The SDK then skips all others before it reads them.
 *
 * @param unknowns Every property that is read: `validate` sees no other.
 */
export function judge<T extends keyof InputsOf, P extends Below<keyof InputsOf[T] & string>>(
  type: T,
  unknowns: Unknowns<P>,
  validate: (subject: Subject<Top<P>>) => void,
): Judged {
  const typed = validateResourceOfType(classOf(type), (_, args, report) => {
    examine(args, unknowns, validate, report);
  });
  return Object.assign(typed, { types: [type], unknowns });
}

/** Judges resources of several types; `undefined` is all of them. */
export function judgeTypes<P extends string>(
  types: readonly string[] | undefined,
  unknowns: Unknowns<P>,
  validate: (subject: Subject<Top<P>>) => void,
): Judged {
  const wanted = types && new Set(types);
  const validation: ResourceValidation = (args, report) => {
    if (!wanted || wanted.has(args.type)) {
      examine(args, unknowns, validate, report);
    }
  };
  return Object.assign(validation, { types: types ?? [], unknowns });
}

function examine<K extends string>(
  args: ResourceValidationArgs,
  unknowns: Unknowns,
  validate: (subject: Subject<K>) => void,
  reportViolation: Parameters<ResourceValidation>[1],
): void {
  const { type, name, urn, opts: options } = args;
  const named = { type, name, urn };
  const report: Report = (problem, fix) => tell(reportViolation, named, problem, fix);
  const inputs: Record<string, Plain | undefined> = {};
  for (const [path, fate] of Object.entries(unknowns)) {
    const [top = path, ...below] = pathOf(path);
    inputs[top] ??= read(args.props, top);
    if (fate === "given" || !isUnknownAt(inputs[top], below)) {
      continue;
    }
    if (fate === "at up") {
      defer(reportViolation, named);
    } else {
      tellAlways(
        reportViolation,
        named,
        `has a \`${path}\` that is not known before it is created, so it can't be judged`,
        `Give \`${path}\` as a plain value.`,
      );
      return;
    }
  }
  try {
    const hasProvider = args.provider !== undefined;
    const given = inputs as Readonly<Record<K, Plain | undefined>>;
    validate({ type, name, urn, inputs: given, options, hasProvider, settings: args.getConfig(), report });
  } catch (error) {
    if (!(error instanceof Misfit)) {
      throw error;
    }
    tellAlways(reportViolation, named, error.problem, error.fix);
  }
}

/** What the SDK's typed helpers need of a resource class; loading the real one would cost a start-up. */
export function classOf(type: string): new (name: string, args: object) => never {
  return Object.assign(class {}, { __pulumiType: type }) as unknown as new (
    name: string,
    args: object,
  ) => never;
}
