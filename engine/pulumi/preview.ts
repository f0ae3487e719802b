import { readAccess } from "../localCloud/access";
import { ensureCloud, stopProcess } from "../localCloud/ensure";
import { withStackLock } from "../lock";
import { AnalyzerClient, type PackInfo } from "../offline/analyzer";
import { reconcile } from "../offline/judge";
import { startPack } from "../offline/packProcess";
import { defaultOptions, type EvaluatedResource } from "../offline/resource";
import { nameOf } from "../offline/urn";
import type { WireMap } from "../offline/wire";
import { checkPackConfig, type GivenPackConfig } from "../packConfig";
import type { Preview } from "../preview";
import { type Project, stackFolder } from "../project";
import { readStackConfig } from "../stackConfig";
import { couldNotRun, type Violation } from "../verdict";
import { waiversInUse, withoutWaived } from "../waivers";
import type { EngineEvent, EventResource } from "./events";
import type { EngineInstallation } from "./find";
import { programFailure } from "./programFailure";
import { Session } from "./session";

export interface EnginePreviewOptions {
  readonly project: Project;
  readonly stack: string;
  readonly packFolder: string;
  readonly engine: EngineInstallation;
  readonly packConfig?: GivenPackConfig | undefined;
  readonly onPhase?: (phase: string) => void;
}

/** The engine's preview against the stack's local cloud, which runs for the time of the preview if it did not before. */
export async function previewWithEngine(options: EnginePreviewOptions): Promise<Preview> {
  const { project, stack } = options;
  const folder = stackFolder(project, stack);
  return withStackLock(folder, "preview", async () => {
    const ran = readAccess(folder) !== undefined;
    options.onPhase?.("Starting the local cloud");
    const cloud = await ensureCloud({ folder });
    try {
      const session = await Session.open({ project, stack, folder, engine: options.engine, cloud });
      return await previewIn(session, options);
    } finally {
      if (!ran) {
        await stopProcess(folder);
      }
    }
  });
}

/** A preview in an open session. Throws when the program or the engine fails for another reason than a policy. */
export async function previewIn(
  session: Session,
  options: Pick<EnginePreviewOptions, "project" | "stack" | "packFolder" | "packConfig" | "onPhase">,
): Promise<Preview & { readonly changes: Readonly<Record<string, number>> }> {
  const { project, stack, packFolder, packConfig } = options;
  const config = readStackConfig(project, stack);
  const about = packInfo(packFolder);
  // It is awaited after the engine; until then a failure must not end the process.
  about.catch(() => undefined);
  if (packConfig !== undefined) {
    checkPackConfig(packConfig, await about);
  }
  const given = packConfig === undefined ? [] : ["--policy-pack-config", packConfig.file];
  const seen = new Seen();
  options.onPhase?.("Previewing with the engine");
  const result = await session.operate(["preview", "--policy-pack", packFolder, ...given], {
    events: {
      file: session.previewEvents,
      onEvent: (event) => {
        seen.add(event);
        options.onPhase?.(`Previewing with the engine (${seen.resources.length} resources)`);
      },
    },
  });
  const info = levelled(await about, packConfig);
  const violations = seen.violations(info);
  const compliant = !violations.some((violation) => violation.fails);
  const waivers = waiversInUse(violations, config.values);
  if (result.code !== 0 && (seen.errors.length > 0 || compliant)) {
    throw programFailure(project, config, seen.errors) ?? result.failure("preview the program");
  }
  return {
    way: "engine",
    project: project.name,
    stack,
    file: config.file,
    resources: seen.resources,
    verdict: {
      pack: { name: info.name, version: info.version },
      policies: info.policies,
      violations,
      compliant,
      judged: seen.judged,
      passed: withoutWaived(
        info.policies
          .map((policy) => policy.name)
          .filter(
            (name) => seen.passed.has(name) && !violations.some((violation) => violation.policy === name),
          ),
        waivers,
      ),
      waivers,
    },
    notes:
      session.replaced.length === 0
        ? []
        : [`Not decrypted; a stand-in was used on the local cloud: ${session.replaced.join(", ")}.`],
    changes: seen.changes,
  };
}

/** What the pack says about itself, with the levels that its configuration gives to policies. */
function levelled(info: PackInfo, packConfig: GivenPackConfig | undefined): PackInfo {
  const settled = reconcile(info, packConfig?.policies ?? {});
  const policies = info.policies.map((policy) => ({
    ...policy,
    enforcementLevel: settled[policy.name]?.enforcementLevel ?? policy.enforcementLevel,
  }));
  return { ...info, policies };
}

/** Events tell which policies failed, and nothing else about them: the pack itself is asked. */
async function packInfo(folder: string): Promise<PackInfo> {
  const pack = await startPack(folder);
  const client = new AnalyzerClient(pack.address);
  try {
    return await client.info();
  } finally {
    client.close();
    pack.stop();
  }
}

/** What the events of a preview say. */
class Seen {
  readonly resources: EvaluatedResource[] = [];
  readonly passed = new Set<string>();
  readonly errors: string[] = [];
  changes: Readonly<Record<string, number>> = {};
  judged = 0;
  private readonly found: NonNullable<EngineEvent["policyEvent"]>[] = [];

  add(event: EngineEvent): void {
    const { resourcePreEvent, policyEvent, diagnosticEvent, summaryEvent } = event;
    if (resourcePreEvent?.metadata.new) {
      this.resources.push(fromEvent(resourcePreEvent.metadata.new));
    }
    const planned = event.resOutputsEvent?.metadata.new;
    for (const resource of this.resources.filter(({ urn }) => urn === planned?.urn)) {
      resource.outputs = withoutDefaultsKey(planned?.outputs ?? {});
    }
    if (policyEvent !== undefined) {
      this.found.push(policyEvent);
    }
    if (
      diagnosticEvent?.severity === "error" &&
      !/^(preview|update) failed\s*$/.test(diagnosticEvent.message)
    ) {
      this.errors.push(diagnosticEvent.message.trimEnd());
    }
    this.judged += event.policyAnalyzeSummaryEvent === undefined ? 0 : 1;
    for (const summary of [event.policyAnalyzeSummaryEvent, event.policyAnalyzeStackSummaryEvent]) {
      for (const policy of summary?.passed ?? []) {
        this.passed.add(policy);
      }
    }
    this.changes = summaryEvent?.resourceChanges ?? this.changes;
  }

  violations(info: PackInfo): Violation[] {
    return this.found.map((event) => {
      const policy = info.policies.find((candidate) => candidate.name === event.policyName);
      const message = event.message.trimEnd();
      const skipped = couldNotRun(message);
      const level = skipped ? (policy?.enforcementLevel ?? "mandatory") : event.enforcementLevel;
      const enforced = level === "advisory" || level === "disabled" ? level : "mandatory";
      return {
        policy: event.policyName,
        level: enforced,
        severity: event.severity ?? policy?.severity ?? "",
        urn: event.resourceUrn ?? "",
        message:
          policy && message.startsWith(`${policy.description}\n`)
            ? message.slice(policy.description.length + 1)
            : message,
        couldNotRun: skipped,
        fails: enforced === "mandatory",
      };
    });
  }
}

function fromEvent(resource: EventResource): EvaluatedResource {
  return {
    urn: resource.urn,
    type: resource.type,
    name: nameOf(resource.urn),
    custom: resource.custom ?? false,
    external: false,
    parent: resource.parent,
    inputs: withoutDefaultsKey(resource.inputs),
    outputs: resource.outputs as WireMap,
    options: { ...defaultOptions, protect: resource.protect ?? false },
    provider: resource.provider,
    dependencies: [],
    propertyDependencies: {},
  };
}

/** The bridge notes which inputs are its own defaults; policies never see that, and neither does a report. */
function withoutDefaultsKey(value: unknown): WireMap {
  return JSON.parse(
    JSON.stringify(value, (key, item) => (key.startsWith("__") ? undefined : item)),
  ) as WireMap;
}
