import type { Clock } from "../clock";
import type { JobFaults } from "../jobs";
import type { JobRecord, Kind } from "../kinds";
import type { RequestLog } from "../requestLog";
import type { Targets } from "../target";
import type { Faults } from ".";

/** Lets the rules have their way with jobs, and writes down whom they struck. */
export function jobFaults(faults: Faults, targets: Targets, log: RequestLog, clock: Clock): JobFaults {
  const regions = (job: JobRecord): ReadonlySet<string> => targets.regionsOf(job.kind as Kind, job.entityId);
  return {
    fate: (job) => {
      if (faults.isQuiet) return undefined;
      const { action, kind, entityId } = job;
      const fate = faults.fate({ action, kind, id: String(entityId), regions: () => regions(job) });
      if (fate === undefined) return undefined;
      log.add({
        time: clock.timestamp(),
        method: "JOB",
        path: `/${action}/${kind}/${entityId}`,
        status: 0,
        milliseconds: 0,
        fault: { rule: fate.rule, effect: fate.fails ? "fail-job" : "slow-job", when: "after" },
      });
      return fate;
    },
    isHeld: (job) => !faults.isQuiet && [...regions(job)].some((region) => faults.isOut(region)),
  };
}
