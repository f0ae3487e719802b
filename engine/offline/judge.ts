import { UserError } from "../errors";
import { checkPackConfig, type GivenPackConfig } from "../packConfig";
import type { StackConfig } from "../stackConfig";
import { couldNotRun, type Verdict, type Violation } from "../verdict";
import { waiversInUse, withoutWaived } from "../waivers";
import { AnalyzerClient, type Answer, type Diagnostic, type PackConfig, type PackInfo } from "./analyzer";
import type { Evaluation } from "./evaluate";
import type { PackProcess } from "./packProcess";
import { Queue } from "./queue";
import type { EvaluatedResource } from "./resource";
import { rootStackType } from "./urn";
import type { WireMap } from "./wire";

export interface JudgingOptions {
  readonly project: string;
  readonly stack: string;
  readonly config: StackConfig;
  /** The pack that `startPack` is starting; it is stopped at the end. */
  readonly pack: Promise<PackProcess>;
  /** Configuration of the pack's policies, as in the engine's `--policy-pack-config`. */
  readonly packConfig?: GivenPackConfig | undefined;
}

/** A judgement under way: the pack judges resources while the program still makes others. */
export interface Judging {
  /** Asks about a resource, as the engine does when the program registers it. A failure is kept for `verdict`. */
  ask(resource: EvaluatedResource): void;
  /** Asks about everything together, with outputs and the graph, and ends the pack. */
  verdict(resources: readonly EvaluatedResource[]): Promise<Verdict>;
  /** Ends the pack without a verdict. */
  abandon(): void;
}

/** Asks the policy pack about all that an evaluation made. */
export async function judge(
  options: Omit<JudgingOptions, "project" | "stack"> & { readonly evaluation: Evaluation },
): Promise<Verdict> {
  const { evaluation, ...rest } = options;
  const judging = beginJudging({ ...rest, project: evaluation.project, stack: evaluation.stack });
  evaluation.resources.forEach(judging.ask);
  return judging.verdict(evaluation.resources);
}

/**
 * Asks the policy pack as the engine does in a preview: about each managed resource with its inputs, custom or component, then about
 * all of them together.
 */
export function beginJudging(options: JudgingOptions): Judging {
  const opening = open(options);
  opening.catch(ignored);
  const byUrn = new Map<string, EvaluatedResource>();
  const providerOf = (resource: EvaluatedResource): EvaluatedResource | undefined =>
    byUrn.get(resource.provider.split("::").slice(0, 4).join("::"));
  const queue = new Queue<Judged>();
  const stop = (): void => {
    opening.then(({ client }) => client.close(), ignored);
    options.pack.then((process) => process.stop(), ignored);
  };
  return {
    ask: (resource) => {
      byUrn.set(resource.urn, resource);
      if (resource.external) {
        return;
      }
      const provider = providerOf(resource);
      queue.add(async () => {
        const { client, remediates } = await opening;
        const judged = remediates ? await remediated(client, resource, provider) : resource;
        return { urn: resource.urn, answer: await client.analyze(judged, provider) };
      });
    },
    verdict: async (resources) => {
      try {
        const opened = await opening;
        const answers = await queue.end();
        const together = await opened.client.analyzeStack(
          resources.map((resource) => ({ resource, provider: providerOf(resource) })),
        );
        return verdictOf(opened, options.config, resources, answers, together);
      } finally {
        stop();
      }
    },
    abandon: stop,
  };
}

const ignored = (): void => undefined;

/** A resource with what the pack says of it. */
interface Judged {
  readonly urn: string;
  readonly answer: Answer;
}

/** A pack that knows the stack and its own configuration. */
interface Opened {
  readonly client: AnalyzerClient;
  readonly info: PackInfo;
  readonly policies: PackConfig;
  readonly remediates: boolean;
}

async function open({ project, stack, config, pack, packConfig }: JudgingOptions): Promise<Opened> {
  const client = new AnalyzerClient((await pack).address);
  try {
    const [info] = await Promise.all([
      client.info(),
      client.configureStack(stack, project, config.values, config.secretKeys),
    ]);
    if (info.policies.length === 0) {
      throw new UserError(
        `The policy pack ${info.name} has no policy, so it can refuse nothing.`,
        "Name another with --policy-pack.",
      );
    }
    if (packConfig !== undefined) {
      checkPackConfig(packConfig, info);
    }
    const policies = reconcile(info, packConfig?.policies ?? {});
    await client.configure(policies);
    const remediates = Object.values(policies).some((policy) => policy.enforcementLevel === "remediate");
    return { client, info, policies, remediates };
  } catch (error) {
    client.close();
    throw error;
  }
}

function verdictOf(
  { info, policies }: Opened,
  config: StackConfig,
  resources: readonly EvaluatedResource[],
  answers: readonly Judged[],
  together: Answer,
): Verdict {
  const root = resources.find((resource) => resource.type === rootStackType)?.urn ?? "";
  const violations = [
    ...answers.flatMap(({ urn, answer }) =>
      answer.diagnostics.map((found) => violation({ ...found, urn }, policies, info)),
    ),
    ...together.diagnostics.map((found) => violation({ ...found, urn: found.urn || root }, policies, info)),
  ];
  const waivers = waiversInUse(violations, config.values);
  return {
    pack: { name: info.name, version: info.version },
    policies: info.policies.map((policy) => ({
      ...policy,
      enforcementLevel: policies[policy.name]?.enforcementLevel ?? policy.enforcementLevel,
    })),
    violations,
    compliant: !violations.some((found) => found.fails),
    judged: answers.length,
    passed: withoutWaived(passed(info, answers, together), waivers),
    waivers,
  };
}

async function remediated(
  client: AnalyzerClient,
  resource: EvaluatedResource,
  provider: EvaluatedResource | undefined,
): Promise<EvaluatedResource> {
  const last = (await client.remediate(resource, provider)).filter((change) => change.getProperties()).at(-1);
  const properties = last?.getProperties()?.toJavaScript() as WireMap | undefined;
  return properties ? { ...resource, inputs: properties } : resource;
}

/** Each policy's configuration as the engine reconciles it: the schema's defaults, the pack's own, then what is given. */
export function reconcile(info: PackInfo, given: PackConfig): PackConfig {
  const known = new Set(info.policies.map((policy) => policy.name));
  const unknown = Object.keys(given).filter((name) => name !== "all" && !known.has(name));
  if (unknown.length > 0) {
    throw new UserError(
      `The configuration of the policy pack names policies that "${info.name}" does not have: ${unknown.join(", ")}.`,
      "Correct the names, or remove them.",
    );
  }
  let result: PackConfig = Object.fromEntries(
    info.policies.map((policy) => [
      policy.name,
      { enforcementLevel: policy.enforcementLevel, properties: policy.defaults },
    ]),
  );
  for (const layer of [info.initialConfig, given]) {
    const all = layer.all?.enforcementLevel;
    result = Object.fromEntries(
      Object.entries(result).map(([name, entry]) => {
        const level = layer[name]?.enforcementLevel ?? all ?? entry.enforcementLevel;
        return [
          name,
          {
            ...(level === undefined ? {} : { enforcementLevel: level }),
            properties: { ...entry.properties, ...layer[name]?.properties },
          },
        ];
      }),
    );
  }
  return result;
}

function violation(found: Diagnostic, policies: PackConfig, info: PackInfo): Violation {
  const skipped = couldNotRun(found.message);
  const ofPolicy = policies[found.policy]?.enforcementLevel;
  // The pack reports a rule that it could not run as advisory, whatever the rule's own level.
  const level = skipped ? (ofPolicy ?? found.level) : found.level;
  const enforced = level === "remediate" ? "mandatory" : level;
  const description = info.policies.find((policy) => policy.name === found.policy)?.description ?? "";
  return {
    policy: found.policy,
    level: enforced,
    severity:
      found.severity || (info.policies.find((policy) => policy.name === found.policy)?.severity ?? ""),
    urn: found.urn,
    message: found.message.startsWith(`${description}\n`)
      ? found.message.slice(description.length + 1)
      : found.message,
    couldNotRun: skipped,
    fails: enforced === "mandatory",
  };
}

/** Policies that judged something and found nothing. */
function passed(info: PackInfo, answers: readonly Judged[], together: Answer): string[] {
  const failed = new Set(
    [...answers.flatMap(({ answer }) => answer.diagnostics), ...together.diagnostics].map((d) => d.policy),
  );
  const applies = (policy: string): boolean =>
    answers.some(({ answer }) => !answer.notApplicable.some((entry) => entry.policy === policy));
  const stackSkipped = new Set(together.notApplicable.map((entry) => entry.policy));
  return info.policies
    .filter((policy) => policy.enforcementLevel !== "disabled" && !failed.has(policy.name))
    .filter((policy) => (policy.kind === "stack" ? !stackSkipped.has(policy.name) : applies(policy.name)))
    .map((policy) => policy.name);
}
