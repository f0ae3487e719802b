import { Seeded } from "../support/seeded";
import { killOne, killTree } from "./processTree";
import { momentAt, reach } from "./profile";
import { readRecord } from "./record";
import type { RoundOptions, RoundResult, Victim } from "./round";
import { judgeGone, judgeIdle, judgeUp, type Persisted, persist } from "./verdict";

/** A command that ended before its moment is begun anew, and killed so much earlier. */
const earlier = 0.75;

/**
 * Kills `bastide up`, with every process that it has started or without, runs it again until it succeeds, and compares; then does
 * the same to `bastide destroy`.
 */
export async function killRound(options: RoundOptions, victim: Victim = "all"): Promise<RoundResult> {
  const { place, engine, undisturbed, seed, number, of } = options;
  const random = new Seeded(seed, `kill ${victim} ${engine} ${number}`);
  // One moment in each of as many equal parts of the run.
  const share = (): number => (number + random.next()) / of;
  let hit = "";
  for (let at = share(), killed = false; !killed; at *= earlier) {
    await place.reset();
    [hit, killed] = await kill(options, victim, "up", at);
  }
  const up = await persist(place, "up", engine);
  const problems = [...up.problems];
  let destroy: Persisted | undefined;
  if (up.last !== undefined) {
    problems.push(...(await judgeUp(place, undisturbed.up)), ...(await judgeIdle(place, engine)));
    const [hitToo] = await kill(options, victim, "destroy", share(), "--keep-cloud");
    hit += `; ${hitToo}`;
    destroy = await persist(place, "destroy", engine, "--keep-cloud");
    problems.push(...destroy.problems);
    if (destroy.last !== undefined && place.hasCloud) {
      problems.push(...(await judgeGone(place, undisturbed.empty)));
    }
  }
  const reasons = [...up.reasons, ...(destroy?.reasons ?? [])];
  return { hit, runs: `up ${up.runs}, destroy ${destroy?.runs ?? "-"}`, problems, reasons };
}

/** Says what was hit, and whether it was: a command may have ended before. */
async function kill(
  { place, engine, undisturbed }: RoundOptions,
  victim: Victim,
  command: "up" | "destroy",
  share: number,
  ...options: readonly string[]
): Promise<[string, boolean]> {
  const profile = undisturbed.profiles[command];
  const running = place.start(command, engine, ...options);
  const at = `${command} at ${(share * 100).toFixed(0)} %`;
  const limitMs = undisturbed.seconds[command] * 1000;
  const { pid } = running.child;
  if (pid === undefined || !(await reach(place, running, momentAt(profile, share), limitMs))) {
    const { code } = await running.ended;
    return [`${at}: had ended with ${code}`, false];
  }
  const killed = killVictim(pid, victim);
  const { seconds } = await running.ended;
  const { resources, pending } = readRecord(place.folder, place.project, place.stack);
  const found = `${killed}, ${resources.length} recorded, ${pending} pending`;
  return [`${at} (${seconds.toFixed(1)} s): ${found}`, true];
}

/** Kills, and says what. Where the CLI does not run at the moment, the command alone is killed. */
function killVictim(pid: number, victim: Victim): string {
  if (victim === "all") {
    return `${killTree(pid)} processes`;
  }
  if (victim === "cli" && killOne(pid, (command) => /(^|\/)pulumi (up|destroy) /.test(command))) {
    return "the CLI alone";
  }
  killOne(pid, (command) => command.includes("bastide.js"));
  return "the command alone";
}
