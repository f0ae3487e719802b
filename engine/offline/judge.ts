import { UserError } from "../errors";
import { checkPackConfig, type GivenPackConfig } from "../packConfig";
import type { StackConfig } from "../stackConfig";
import { couldNotRun, type Verdict, type Violation } from "../verdict";
import { waiversInUse, withoutWaived } from "../waivers";
import { AnalyzerClient, type Answer, type Diagnostic, type PackConfig, type PackInfo } from "./analyzer";
import type { Evaluation } from "./evaluate";
import type { PackProcess } from "./packProcess";
import type { EvaluatedResource } from "./resource";
import { rootStackType } from "./urn";
import type { WireMap } from "./wire";

/** Requests that are with the pack at once. */
const concurrency = 8;

export interface JudgeOptions {
  readonly evaluation: Evaluation;
  readonly config: StackConfig;
  /** The pack that `startPack` is starting; it is stopped at the end. */
  readonly pack: Promise<PackProcess>;
  /** Configuration of the pack's policies, as in the engine's `--policy-pack-config`. */
  readonly packConfig?: GivenPackConfig | undefined;
}

/**
 * Asks the policy pack about everything that the program registered, as the engine does in a preview: each managed resource
 * with its inputs, custom or component, then all of them together with their outputs and the graph.
 */
export async function judge(options: JudgeOptions): Promise<Verdict> {
  const process = await options.pack;
  const client = new AnalyzerClient(process.address);
  try {
    return await ask(client, options);
  } finally {
    client.close();
    process.stop();
  }
}

async function ask(
  client: AnalyzerClient,
  { evaluation, config, packConfig }: JudgeOptions,
): Promise<Verdict> {
  const [info] = await Promise.all([
    client.info(),
    client.configureStack(evaluation.stack, evaluation.project, config.values, config.secretKeys),
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

  const byUrn = new Map(evaluation.resources.map((resource) => [resource.urn, resource]));
  const providerOf = (resource: EvaluatedResource): EvaluatedResource | undefined =>
    byUrn.get(resource.provider.split("::").slice(0, 4).join("::"));
  const root = evaluation.resources.find((resource) => resource.type === rootStackType)?.urn ?? "";
  const remediates = Object.values(policies).some((policy) => policy.enforcementLevel === "remediate");

  const managed = evaluation.resources.filter((resource) => !resource.external);
  const answers = await inOrder(managed, async (resource) => {
    const provider = providerOf(resource);
    const judged = remediates ? await remediated(client, resource, provider) : resource;
    return { urn: resource.urn, answer: await client.analyze(judged, provider) };
  });
  const together = await client.analyzeStack(
    evaluation.resources.map((resource) => ({ resource, provider: providerOf(resource) })),
  );
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
    judged: managed.length,
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
function passed(info: PackInfo, answers: readonly { readonly answer: Answer }[], together: Answer): string[] {
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

/** Works on several items at once; the results are in the order of the items. */
async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) {
        results[index] = await work(item);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  return results;
}
