import { rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors";
import type { CloudAccess } from "../localCloud/access";
import { type StackOutputs, writeOutputs } from "../outputs";
import type { Project } from "../project";
import { CloudApi } from "./create/api";
import { creator, unmakeable } from "./create/creator";
import { destroyAll } from "./create/destroyer";
import { changesBetween, Ledger, planOf } from "./create/ledger";
import type { OwnType } from "./create/types";
import { evaluate } from "./evaluate";
import type { OfflinePreview } from "./preview";
import { nameOf } from "./urn";
import { redact } from "./wire";

export interface OfflineUpOptions {
  readonly project: Project;
  readonly stack: string;
  /** The stack's folder on this machine. */
  readonly folder: string;
  /** A preview whose verdict was positive. */
  readonly preview: OfflinePreview;
  readonly cloud: CloudAccess;
  readonly own: Readonly<Record<string, OwnType>>;
  readonly onPhase?: (phase: string) => void;
}

export interface OfflineUpResult {
  /** Resources made by this run; 0 when the stack was up already. */
  readonly made: number;
  readonly total: number;
}

/**
 * Creates the evaluated resources in the local cloud, once. Refuses a configuration that differs from the one that was used:
 * updates are the engine's business. Nothing is made unless the pack's verdict is positive.
 */
export async function upOffline(options: OfflineUpOptions): Promise<OfflineUpResult> {
  const { project, stack, preview, own } = options;
  if (!preview.verdict.compliant) {
    throw new Error("upOffline was called without a positive verdict");
  }
  const missing = unmakeable(preview.resources, own);
  if (missing.length > 0) {
    throw new UserError(
      `These types can't be made without their provider: ${missing.join(", ")}.`,
      "Install the Pulumi CLI and run the command again.",
      1,
    );
  }
  const ledger = Ledger.open(options.folder);
  const api = new CloudApi(options.cloud.url, options.cloud.token);
  const plan = planOf(preview.resources, ledger.vault);
  await refuseChanges(ledger, plan, api, stack);
  // What an interrupted run has left in the account goes first, also where nothing else is to be done.
  await own["bastide:index:AccountPreflight"]?.read("account", {});
  const total = Object.keys(plan).length;
  if (ledger.complete) {
    return { made: 0, total };
  }
  if (Object.keys(ledger.plan).length === 0) {
    ledger.write({ plan });
  }
  const before = ledger.made.size;
  let done = 0;
  const report = (): void => options.onPhase?.(`Creating the resources (${done} of ${total})`);
  report();
  const failures: UserError[] = [];
  const make = creator({
    api,
    ledger,
    own,
    onMade: () => {
      done++;
      report();
    },
  });
  try {
    const evaluation = await evaluate({
      project,
      stack,
      config: preview.config,
      asOf: preview.asOf,
      create: (resource) =>
        make(resource).catch((error: unknown) => {
          if (error instanceof UserError) {
            failures.push(error);
          }
          throw error;
        }),
    });
    writeOutputs(options.folder, redact(evaluation.outputs) as StackOutputs);
  } catch (error) {
    // The program wraps what the creator says in its own words, once for each resource that depends on it.
    throw failures.length === 0 ? error : asOne(failures);
  }
  ledger.write({ complete: true });
  return { made: ledger.made.size - before, total };
}

function asOne(failures: readonly UserError[]): UserError {
  return new UserError(
    failures.map((failure) => failure.message).join("\n  "),
    "What was made is recorded: `bastide up` goes on from there, `bastide destroy` removes it.",
    1,
  );
}

async function refuseChanges(
  ledger: Ledger,
  plan: Readonly<Record<string, string>>,
  api: CloudApi,
  stack: string,
): Promise<void> {
  if (Object.keys(ledger.plan).length === 0) {
    return;
  }
  const { added, removed, changed } = changesBetween(ledger.plan, plan);
  if (added.length + removed.length + changed.length > 0) {
    throw new UserError(
      `The program's plan for ${stack} differs from what is up: ${[
        describe("added", added),
        describe("removed", removed),
        describe("changed", changed),
      ]
        .filter((part) => part !== "")
        .join("; ")}.`,
      "Updates are the engine's business: run `bastide destroy` and go on with `bastide up --engine pulumi`, which needs the Pulumi CLI.",
      1,
    );
  }
  const lost = await lostFrom(ledger, api);
  if (lost.length > 0) {
    throw new UserError(
      `The local cloud no longer has ${describe("resources that are recorded", lost)}.`,
      `Run \`bastide destroy --stack ${stack}\`, then \`bastide up\` again.`,
      1,
    );
  }
}

function describe(what: string, urns: readonly string[]): string {
  const shown = urns.slice(0, 5).map(nameOf).join(", ");
  return urns.length === 0 ? "" : `${urns.length} ${what} (${shown}${urns.length > 5 ? ", …" : ""})`;
}

/** Recorded resources that someone else has removed from the cloud. */
async function lostFrom(ledger: Ledger, api: CloudApi): Promise<string[]> {
  const found = await Promise.all(
    [...ledger.made.values()]
      .filter((made) => made.path !== "")
      .map(async (made) => ((await api.find(made.path)) === undefined ? [made.urn] : [])),
  );
  return found.flat();
}

export interface OfflineDestroyOptions {
  readonly folder: string;
  readonly cloud: CloudAccess;
  readonly own: Readonly<Record<string, OwnType>>;
  readonly onPhase?: (phase: string) => void;
}

/** Removes what the record has, in reverse order, and then the record. Returns how many resources were removed. */
export async function destroyOffline(options: OfflineDestroyOptions): Promise<number> {
  const ledger = Ledger.open(options.folder);
  const total = ledger.made.size + ledger.pending.size;
  const report = (left: number): void =>
    options.onPhase?.(`Removing the resources (${total - left} of ${total})`);
  report(total);
  await destroyAll({
    api: new CloudApi(options.cloud.url, options.cloud.token),
    ledger,
    own: options.own,
    onGone: (_urn, left) => report(left),
  });
  ledger.remove();
  rmSync(join(options.folder, "outputs.json"), { force: true });
  return total;
}
