import {
  type PolicyResource,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  unknownCheckingProxy,
} from "@pulumi/policy";
import type { EvaluatedResource } from "../../engine/offline/resource";
import { reveal, type WireMap, withoutReferences } from "../../engine/offline/wire";
import { withReferences } from "../../policy-pack/lib/references";
import { ledger } from "../../policy-pack/lib/waivers/ledger";
import { withWaivers } from "../../policy-pack/lib/waivers/withWaivers";
import { policies as own } from "../../policy-pack/policies";
import { optionsOf } from "../policy-pack/support/options";

/** What a policy said about a mutant. */
export interface Refusal {
  readonly policy: string;
  readonly controls: readonly string[];
  readonly message: string;
}

/** As `policy-pack/index.ts` gives them to the SDK. */
const policies = withWaivers(withReferences(own));

const resourcePolicies = policies.filter(
  (policy): policy is ResourceValidationPolicy => "validateResource" in policy,
);
/** The one that takes longest comes as late as it can: before those about waivers, which must hear of all others. */
const slow = "bastide-stack-forbid-undeclared-paths";
const isLate = ({ name }: StackValidationPolicy): number =>
  name.startsWith("bastide-waivers-") ? 2 : name === slow ? 1 : 0;
const stackPolicies = policies
  .filter((policy): policy is StackValidationPolicy => "validateStack" in policy)
  .sort((one, other) => isLate(one) - isLate(other));

/** What the SDK made of a resource's properties: all but one resource of a mutant are those of the stack it comes from. */
const made = new WeakMap<WireMap, Record<string, unknown>>();

/** A value as the engine hands it to a policy: secrets in plain text, references as ids, unknown parts throwing when read. */
function handed(properties: WireMap): Record<string, unknown> {
  const found =
    made.get(properties) ??
    (unknownCheckingProxy(withoutReferences(reveal(properties))) as Record<string, unknown>);
  made.set(properties, found);
  return found;
}

class NotApplicable extends Error {}
const notApplicable = (): never => {
  throw new NotApplicable();
};

/**
 * The pack's own policies, asked as the SDK asks them but in this process: a thousand mutants are a minute's work. A sample of
 * mutants is judged by the real pack too (`redteam.test.ts`).
 *
 * @param changed URNs of the resources that differ from the compliant stack, which alone are asked of resource policies
 * @param isEnough told of all refusals so far; no further stack policy is asked once it says yes
 * @returns what mandatory policies refuse, resource policies first; stack policies are asked only where those are not enough
 */
export function refusalsOf(
  resources: readonly EvaluatedResource[],
  changed: ReadonlySet<string>,
  isEnough: (refusals: readonly Refusal[]) => boolean = (refusals) => refusals.length > 0,
): readonly Refusal[] {
  ledger.close();
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const alone = resources
    .filter((resource) => changed.has(resource.urn) && !resource.external)
    .flatMap((resource) => askAlone(resource, byUrn));
  return isEnough(alone) ? alone : askTogether(resources, alone, isEnough);
}

function askAlone(
  resource: EvaluatedResource,
  byUrn: ReadonlyMap<string, EvaluatedResource>,
): readonly Refusal[] {
  const provider = byUrn.get(resource.provider.split("::").slice(0, 4).join("::"));
  const args: ResourceValidationArgs = {
    ...common(resource, resource.inputs),
    stackTags: new Map(),
    getConfig: <T extends object>() => ({}) as T,
    notApplicable,
    ...(provider
      ? {
          provider: {
            type: provider.type,
            name: provider.name,
            urn: provider.urn,
            props: handed(provider.inputs),
          },
        }
      : {}),
  };
  return resourcePolicies.flatMap((policy) =>
    [policy.validateResource ?? []]
      .flat()
      .flatMap((validate) => heard(policy, (report) => validate(args, report))),
  );
}

function askTogether(
  resources: readonly EvaluatedResource[],
  alone: readonly Refusal[],
  isEnough: (refusals: readonly Refusal[]) => boolean,
): readonly Refusal[] {
  const seen = new Map<string, PolicyResource>(
    resources.map((resource) => [
      resource.urn,
      { ...common(resource, resource.outputs), dependencies: [], propertyDependencies: {} },
    ]),
  );
  for (const resource of resources) {
    const mine = seen.get(resource.urn);
    const parent = seen.get(resource.parent);
    if (mine && parent) {
      mine.parent = parent;
    }
    for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
      if (mine) {
        mine.propertyDependencies[property] = urns.flatMap((urn) => seen.get(urn) ?? []);
      }
    }
    mine?.dependencies.push(...resource.dependencies.flatMap((urn) => seen.get(urn) ?? []));
  }
  const args = {
    resources: [...seen.values()],
    stackTags: new Map<string, string>(),
    getConfig: <T extends object>() => ({}) as T,
    notApplicable,
  };
  const refusals = [...alone];
  for (const policy of stackPolicies) {
    refusals.push(...heard(policy, (report) => policy.validateStack(args, report)));
    if (isEnough(refusals)) {
      break;
    }
  }
  return refusals;
}

function common({ type, name, urn, options }: EvaluatedResource, properties: WireMap) {
  return {
    type,
    name,
    urn,
    props: handed(properties),
    opts: { ...optionsOf(options.protect), ignoreChanges: [...options.ignoreChanges] },
    isType: (wanted: object) => Reflect.get(wanted, "__pulumiType") === type,
    asType: () => undefined,
  };
}

/** What a mandatory policy reports. One that throws has judged nothing, which the engine turns into advice: no refusal. */
function heard(
  policy: ResourceValidationPolicy | StackValidationPolicy,
  ask: (report: (message: string) => void) => unknown,
): readonly Refusal[] {
  const messages: string[] = [];
  try {
    ask((message) => messages.push(message));
  } catch (error) {
    if (!(error instanceof NotApplicable)) {
      throw new Error(`${policy.name} throws: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const controls = policy.framework?.reference?.split(", ") ?? [];
  return policy.enforcementLevel === "mandatory"
    ? messages.map((message) => ({ policy: policy.name, controls, message }))
    : [];
}
