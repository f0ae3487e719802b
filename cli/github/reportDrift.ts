import { z } from "zod";
import { GitHub, surroundings } from "./api";

/**
 * Keeps one issue about what the scheduled check has found on the live stack: opened when something is wrong, updated while it is,
 * closed when all is well. It says what was found and where to read more; the log is not copied, since issues may be public.
 */

const title = "The live stack differs from its code, or breaks the policy";
const label = "drift";

const outcome = z.enum(["success", "failure", "cancelled", "skipped", ""]);

/** How each check ended, in GitHub's words; empty where it did not begin. */
export interface Outcomes {
  readonly policy: z.infer<typeof outcome>;
  readonly drift: z.infer<typeof outcome>;
}

const issue = z.object({ number: z.number().int(), title: z.string(), pull_request: z.unknown().optional() });

/** @param run The address of the run. */
export async function reportDrift(outcomes: Outcomes, run: string, github: GitHub): Promise<string> {
  const open = await github.list(`/issues?state=open&labels=${label}`, issue);
  const own = open.find((entry) => entry.title === title && entry.pull_request === undefined);
  const findings = [
    ...(outcomes.policy === "success"
      ? []
      : [`- The policy pack, on the live state: ${words(outcomes.policy)}.`]),
    ...(outcomes.drift === "success"
      ? []
      : [`- The live resources, against code and state: ${words(outcomes.drift)}.`]),
  ];
  if (findings.length === 0) {
    if (own === undefined) {
      return "All is well.";
    }
    await github.send("POST", `/issues/${own.number}/comments`, { body: `All is well again: ${run}` });
    await github.send("PATCH", `/issues/${own.number}`, { state: "closed" });
    return `All is well again: closed #${own.number}.`;
  }
  const body = [
    `The check of the live stack found something: ${run}`,
    "",
    ...findings,
    "",
    "The run's log names each violation and each resource that differs. Mend the code or the stack; `docs/guide/pull-requests.md` says how. This issue closes itself when the next check finds nothing.",
  ].join("\n");
  if (own !== undefined) {
    await github.send("PATCH", `/issues/${own.number}`, { body });
    return `Updated #${own.number}.`;
  }
  await github.send("POST", "/issues", { title, body, labels: [label] });
  return "Opened an issue.";
}

function words(ended: Outcomes["policy"]): string {
  return ended === "failure" ? "it fails, or could not be finished" : "it was not checked";
}

async function main(): Promise<void> {
  const { POLICY_OUTCOME: policy, DRIFT_OUTCOME: drift, RUN_URL: run } = process.env;
  const outcomes = { policy: outcome.parse(policy ?? ""), drift: outcome.parse(drift ?? "") };
  const said = await reportDrift(outcomes, run ?? "", new GitHub(surroundings(process.env)));
  process.stdout.write(`${said}\n`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  });
}
