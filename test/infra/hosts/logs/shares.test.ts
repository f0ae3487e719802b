import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { temporaryFolder } from "../../../support/temporaryFolder";
import { askPython, python } from "../support/askPython";

const files = join(__dirname, "../../../../infra/hosts/files");
const programs = ["baseline", "log-relay"].map((part) => join(files, part, "usr/lib/bastide/logs"));
const note = python === undefined ? " (skipped: there is no python3 here)" : "";

/** A receiver with room for 100,000 bytes of logs of two classes, of which `used` counts as taken. */
const receiver = (script: string): unknown =>
  JSON.parse(
    askPython(`import json, os, sys
sys.path[:0] = ${JSON.stringify(programs)}
from keep import Kept
from shares import Queued
from spool import Full, Spool
folder = ${JSON.stringify(temporaryFolder({ "logs/none": "" }))}
kept = Kept(f"{folder}/logs", ["account", "events"])
used = 0
kept.room = lambda: (used, 100_000)
kept.ready = lambda: None
def line(host, size=100):
    return f"<13>1 2026-11-26T10:00:00Z {host} x - - - ".encode().ljust(size, b"x")
def fits(take):
    try:
        take()
        return "taken"
    except Full as full:
        return str(full)
told = []
${script}
print(json.dumps(told))`),
  );
const over = "account has more than its share of the room for logs";

describe.skipIf(python === undefined)(`the room for logs${note}`, () => {
  it("is anybody's until half of it is taken, and then a class that has more than its share waits alone", () => {
    const told = receiver(`kept.append([line("account-a")] * 600)
for used in (50_000, 50_001, 99_000):
    told.append([fits(lambda: kept.must_fit("account")), fits(lambda: kept.must_fit("events"))])`);
    expect(told).toEqual([
      ["taken", "taken"],
      [over, "taken"],
      [over, "taken"],
    ]);
  });

  it("is not short for a class that has its share and no more, however full it is", () => {
    const told = receiver(`kept.append([line("account-a")] * 450)
used = 99_000
told.append(fits(lambda: kept.must_fit("account")))`);
    expect(told).toEqual(["taken"]);
  });

  it("counts what was there before, and what is packed or gone no more", () => {
    const told = receiver(`os.makedirs(f"{folder}/logs/account/account-a")
path = f"{folder}/logs/account/account-a/2026-01-01.log"
open(path, "wb").write(b"x" * 60_000)
used = 60_000
told.append(fits(lambda: kept.must_fit("account")))
os.unlink(path)
told.append(fits(lambda: kept.must_fit("account")))
kept.looked -= 601
told.append(fits(lambda: kept.must_fit("account")))`);
    expect(told).toEqual([over, over, "taken"]);
  });

  it("leaves out of copies what does not fit, and holds up nobody's", () => {
    const told = receiver(`kept.append([line("account-a")] * 600)
used = 60_000
fitting = kept.fitting([line("account-a"), line("events-a"), line("account-b")])
told += [len(fitting), fitting == [line("events-a")], kept.left_out]`);
    expect(told).toEqual([1, true, 2]);
  });

  it("of a queue of copies is shared alike, and anew once it was empty", () => {
    const told = receiver(`spool = Spool(f"{folder}/queue", 100_000)
queue = Queued(["account", "events"], spool)
queue.append("account", [line("account-a")] * 600)
told.append(fits(lambda: queue.append("account", [line("account-a")])))
told.append(fits(lambda: queue.append("events", [line("events-a")])))
spool.done(spool.batch(1000, 0)[1])
told.append(fits(lambda: queue.append("account", [line("account-a")])))`);
    expect(told).toEqual([over, "taken", "taken"]);
  });

  it("is told of, by class, for a quarter of an hour", () => {
    const told = receiver(`kept.append([line("account-a")] * 600)
told += kept.shares.measures()
used = 60_000
fits(lambda: kept.must_fit("account"))
told += kept.shares.measures()`);
    const of = (account: number) => [
      `bastide_logs_over_share{log_class="account"} ${account}`,
      'bastide_logs_over_share{log_class="events"} 0',
    ];
    expect(told).toEqual([...of(0), ...of(1)]);
  });
});
