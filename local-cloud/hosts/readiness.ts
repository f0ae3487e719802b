import { HostError, type Outcome, until } from "./run";

/** What a host says of itself once it has booted. */
export interface Readiness {
  /** `running`, or `degraded` where a unit has failed. */
  readonly systemd: string;
  readonly failedUnits: readonly string[];
  readonly cloudInit: CloudInit;
  /** From the boot to systemd's word, and to cloud-init's. */
  readonly seconds: { readonly systemd: number; readonly cloudInit: number };
}

export interface CloudInit {
  /** `done`, `error`, `disabled`, … */
  readonly status: string;
  readonly errors: readonly string[];
  /** By their level (`WARNING`, …): what went wrong and was passed over. */
  readonly recoverableErrors: Readonly<Record<string, readonly string[]>>;
}

/** What systemd says when it has done all that it was to do. */
const ended: readonly string[] = ["running", "degraded", "maintenance"];

export type Exec = (argv: readonly string[], options?: { timeoutSeconds?: number }) => Promise<Outcome>;

/**
 * Waits until systemd has started what it is to start and cloud-init has ended, well or not. Throws a HostError when the time is over
 * or the host ends before.
 */
export async function readiness(
  run: Exec,
  began: number,
  seconds: number,
  late: () => string,
): Promise<Readiness> {
  const end = performance.now() + seconds * 1000;
  const left = () => Math.max((end - performance.now()) / 1000, 0.001);
  const asked: Exec = (argv) =>
    run(argv, { timeoutSeconds: left() }).catch((error: Error) => {
      throw left() > 0.001 ? error : new HostError(late());
    });
  const since = <T>(answer: T) => ({ answer, seconds: (performance.now() - began) / 1000 });
  // Before systemd itself answers, cloud-init would be asked whether it is enabled before that is decided.
  await until(() => systemdState(asked, ["initializing", "starting", ...ended]), { seconds, late });
  const [systemd, cloudInit] = await Promise.all([
    until(() => systemdState(asked, ended, "--wait"), { seconds: left(), late }).then(since),
    until(() => cloudInitStatus(asked), { seconds: left(), late }).then(since),
  ]);
  return {
    systemd: systemd.answer,
    failedUnits: systemd.answer === "running" ? [] : await failedUnits(asked),
    cloudInit: cloudInit.answer,
    seconds: { systemd: systemd.seconds, cloudInit: cloudInit.seconds },
  };
}

/** Undefined while there is no answer: nothing has started yet. */
async function cloudInitStatus(run: Exec): Promise<CloudInit | undefined> {
  const { stdout } = await run(["cloud-init", "status", "--wait", "--format", "json"]);
  // While it waits it writes dots before the answer.
  const text = stdout.slice(Math.max(stdout.indexOf("{"), 0));
  if (!text.startsWith("{")) return undefined;
  const said = JSON.parse(text) as {
    status: string;
    errors: string[];
    recoverable_errors: Record<string, string[]>;
  };
  if (["not started", "not run", "running"].includes(said.status)) return undefined;
  return { status: said.status, errors: said.errors, recoverableErrors: said.recoverable_errors };
}

async function systemdState(
  run: Exec,
  states: readonly string[],
  ...options: readonly string[]
): Promise<string | undefined> {
  const { stdout } = await run(["systemctl", "is-system-running", ...options]);
  return states.includes(stdout.trim()) ? stdout.trim() : undefined;
}

async function failedUnits(run: Exec): Promise<string[]> {
  const { stdout } = await run(["systemctl", "list-units", "--failed", "--plain", "--no-legend"]);
  return stdout
    .split("\n")
    .map((line) => line.split(" ")[0] ?? "")
    .filter((unit) => unit !== "");
}
