import { randomBytes } from "node:crypto";

import { type Doors, must, type Server, withRole } from "./doors";
import { brokenOf, type DrillJournal, elsewhere } from "./journal";
import type { Row } from "./ledger/judge";
import { readLedger, startLoad, stopLoad } from "./load/load";
import { checksum, makeTables, rowsOf } from "./load/table";
import { type Before, examine, NotReady } from "./preconditions";
import { type Played, type Scenario, whyNotHere } from "./scenarios/scenario";
import { anyLeader } from "./site/leader";
import { clusterSettings } from "./site/members";
import { sql } from "./site/sql";
import { endWatch, type Look, startWatch } from "./site/watch";
import { makeStage, type Notes, notWholeOf, type StageOptions } from "./stage";
import { tidyUp } from "./tidyUp";

export interface DrillOptions {
  readonly scenario: Scenario;
  readonly dataClass: string;
  readonly doors: Doors;
  /** Whether the baseline is measured first, where the scenario has one. Default: true. */
  readonly withBaseline?: boolean;
  /** What chance is drawn from. Default: the clock. */
  readonly seed?: number;
  /** How many moments a drill of restoring draws. Default: 3. */
  readonly moments?: number;
  /** Seconds of undisturbed load before and after. Default: 5. */
  readonly calmSeconds?: number;
  readonly onPhase: (phase: string) => void;
  readonly onNote: (note: string) => void;
  readonly agree: (question: string) => Promise<boolean>;
  /** Is told what another process would need to tidy up, whenever that changes; null once nothing is left. Default: nobody is told. */
  readonly onJournal?: (journal: Omit<DrillJournal, "by" | "startedAt"> | null) => void;
  /** Is told of writes that are moved to another region, as `bastide failover` keeps it. Default: nobody is told. */
  readonly onMove?: NonNullable<StageOptions["onMove"]>;
  /** Ends the drill before its time: it tidies up then. Default: nothing does. */
  readonly signal?: AbortSignal;
}

/** What was measured, before anything is made of it. */
export interface Measured {
  readonly run: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly before: Before;
  readonly lagBytes: number | null;
  readonly notes: Notes;
  readonly played: Played;
  /** Regions that follow, and were not whole three minutes after the fault was over. */
  readonly notWhole: readonly string[];
  readonly baseline: { readonly about: string; readonly from: number; readonly to: number } | null;
  /** A ledger for each client: the last line of one that was killed may be cut off. */
  readonly ledgers: readonly string[];
  readonly rows: readonly Row[];
  readonly checksums: { readonly before: string; readonly after: string };
  /** What each data node saw of itself. */
  readonly looks: readonly (readonly Look[])[];
  readonly versions: Readonly<Record<string, string>>;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/**
 * Plays a scenario: checks, load, fault, recovery, verification. Whatever becomes of it, what it broke is restored and what it made is
 * removed, as far as that can be reached; what could not be is said in the error.
 *
 * @throws NotReady where it could not begin, with nothing changed
 */
export async function play(options: DrillOptions): Promise<Measured> {
  const { scenario, dataClass, doors, withBaseline = true, calmSeconds = 5 } = options;
  const impossible = whyNotHere(scenario, doors);
  if (impossible.length > 0) throw new NotReady(impossible);
  options.onPhase("Looking whether the drill can begin");
  const before = await examine(doors, dataClass);
  const { servers, active, leader } = before;
  const { loadSeconds = 900 } = scenario;
  let at = "";
  const keep = (now: string): void => {
    at = now;
    options.onJournal?.({
      ...{ scenario: scenario.name, dataClass, active, at },
      broken: brokenOf(notes.broken),
    });
  };
  const onPhase = (phase: string): void => {
    options.onPhase(phase);
    keep(phase);
  };
  const { stage, notes } = makeStage({
    ...{ ...options, ...before, onPhase },
    onLeaving: () => keep(at),
  });
  const run = `${scenario.name}-${randomBytes(4).toString("hex")}`;
  const clients = withRole(servers, "service");
  const dataNodes = withRole(servers, "data");
  const startedAt = new Date();
  const about = await describe(doors, leader.name);
  let failure: unknown;
  try {
    await stage.step("drill", "the drill's own tables are made", () => makeTables(doors, leader.name));
    const sum = await stage.step(
      "drill",
      "checksum of all that must stay",
      () => checksum(doors, leader.name),
      (text) => text.slice(0, 12),
    );
    await Promise.all(dataNodes.map(({ name }) => startWatch(doors, name, loadSeconds + 300)));
    await stage.step("drill", `load from ${clients.length} service nodes`, async () => {
      await startLoad(doors, { run, clients, seconds: loadSeconds });
      await stage.steady(calmSeconds);
    });
    const baseline = withBaseline ? await playBaseline(scenario, stage, calmSeconds) : null;
    // Another node may lead since the baseline.
    const lagBytes = await lag(doors, (await anyLeader(doors, dataNodes)).name, servers, active);
    const played = await scenario.play(stage);
    const notWhole = await notWholeOf(stage, stage.standbys);
    await stage.steady(calmSeconds);
    const ledgers = await stage.step("drill", "the load ends", () => collect(doors, clients));
    const now = await anyLeader(doors, dataNodes);
    const rows = await stage.step(
      "drill",
      "rows are counted",
      () => rowsOf(doors, now.name, run),
      (found) => `${found.length}`,
    );
    const sumAfter = await stage.step(
      "drill",
      "checksum again",
      () => checksum(doors, now.name),
      (text) => text.slice(0, 12),
    );
    const looks = await Promise.all(dataNodes.map(({ name }) => endWatch(doors, name)));
    return {
      ...{ run, startedAt, endedAt: new Date(), before, lagBytes, notes, played, baseline },
      notWhole,
      ...{ ledgers, rows, checksums: { before: sum, after: sumAfter }, looks, ...about },
    };
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    const { left, writesIn } = await tidyUp({ doors, servers, broken: notes.broken, onPhase });
    if (failure !== undefined && writesIn !== undefined && writesIn !== active)
      options.onNote(elsewhere(writesIn, { active, dataClass }));
    if (left.length === 0) options.onJournal?.(null);
    else {
      keep("Tidying up");
      const text = `What the drill has left could not all be taken away: ${left.join("; ")}`;
      options.onNote(text);
      if (failure instanceof Error) failure.message += `\n${text}`;
    }
  }
}

async function playBaseline(
  { baseline }: Scenario,
  stage: ReturnType<typeof makeStage>["stage"],
  calmSeconds: number,
): Promise<Measured["baseline"]> {
  if (baseline === undefined) return null;
  const { from } = await baseline.play(stage);
  await stage.steady(calmSeconds);
  return { about: baseline.about, from, to: stage.now() };
}

/** Ends the load, and gives what all clients have noted. A client that can't be reached makes the verdict worthless: it throws. */
async function collect(doors: Doors, clients: readonly Server[]): Promise<string[]> {
  await Promise.all(clients.map(({ name }) => stopLoad(doors, name)));
  return Promise.all(clients.map(({ name }) => readLedger(doors, name)));
}

/** Bytes that the other regions are behind, by what the primary has heard of them; null where it hears of none. */
async function lag(
  doors: Doors,
  leader: string,
  servers: readonly Server[],
  active: string,
): Promise<number | null> {
  const others = withRole(servers, "data").filter(({ region }) => region !== active);
  if (others.length === 0) return null;
  const names = others.map(({ name }) => `'${name}'`).join(",");
  const text = await sql(
    doors,
    leader,
    `SELECT max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)) FROM pg_stat_replication WHERE application_name IN (${names})`,
  );
  return text === "" ? null : Number(text);
}

async function describe(doors: Doors, leader: string): Promise<Pick<Measured, "versions" | "configuration">> {
  const text = await must(
    doors,
    leader,
    [
      "cd /",
      "echo debian $(cat /etc/debian_version)",
      "echo kernel $(uname -r)",
      "dpkg-query -W postgresql-17 patroni etcd-server pgbackrest | tr '\\t' ' '",
    ].join("\n"),
  );
  const versions = Object.fromEntries(
    text.split("\n").map((line) => {
      const [name = "", ...rest] = line.split(" ");
      return [name, rest.join(" ")];
    }),
  );
  const settings = await clusterSettings(doors, leader);
  return {
    versions: { ...versions, node: process.version },
    configuration: { patroni: settings, service: "service.conf of the class, as its own service uses it" },
  };
}
