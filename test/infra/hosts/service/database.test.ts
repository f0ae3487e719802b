import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { askPython, python } from "../support/askPython";

const folder = join(__dirname, "../../../../infra/hosts/files/service/usr/lib/bastide/service");
const note = python === undefined ? " (skipped: there is no python3 here)" : "";

/** psycopg2 as far as it is used: a connection that answers each statement, or fails as `plan` says, one word for each. */
const stub = `
import sys, types
fake = types.ModuleType("psycopg2")
class Error(Exception):
    def __init__(self, code=None): super().__init__(code); self.pgcode = code
class OperationalError(Error): pass
class InterfaceError(Error): pass
fake.Error, fake.OperationalError, fake.InterfaceError = Error, OperationalError, InterfaceError
told = []
class Cursor:
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def execute(self, statement, values=()):
        told.append(statement.split(" ")[0])
        step(statement.split(" ")[0])
class Connection:
    closed = 0
    def cursor(self): return Cursor()
    def close(self): self.closed = 1
    def __enter__(self): return self
    def __exit__(self, kind, *_):
        if kind is None:
            told.append("COMMIT"); step("COMMIT")
def step(name):
    if plan and plan[0][0] == name:
        raise OperationalError(plan.pop(0)[1])
def connect(*_, **__):
    told.append("connect"); step("connect"); return Connection()
fake.connect = connect
sys.modules["psycopg2"] = fake
`;

/** What was done, word by word, and how it ended, where the database fails at these steps with these codes; null is a connection that is gone. */
function done(plan: readonly (readonly [string, string | null])[], act: string): unknown {
  return JSON.parse(
    askPython(
      `import json, sys
plan = json.load(sys.stdin)
${stub}
sys.path.insert(0, ${JSON.stringify(folder)})
import database
now = [0.0]
database.patience.clock = lambda: now[0]
database.time.sleep = lambda seconds: now.__setitem__(0, now[0] + seconds)
def work(cursor): cursor.execute("UPDATE"); return "done"
try:
    said = ${act}
except Error as error:
    said = str(error.pgcode)
print(json.dumps([told, said, round(now[0], 3)]))`,
      { given: plan },
    ),
  );
}
const once = ["connect", "SELECT", "UPDATE", "COMMIT"];

describe.skipIf(python === undefined)(`a service whose database hands over${note}`, () => {
  it.each<[string, [string, string | null][], string[]]>([
    ["there is none yet", [["connect", null]], ["connect"]],
    ["its connection is gone since the last request", [["SELECT", null]], ["connect", "SELECT"]],
    ["it is told that the database stops", [["UPDATE", "57P01"]], ["connect", "SELECT", "UPDATE"]],
    ["the node takes no writes any more", [["UPDATE", "25006"]], ["connect", "SELECT", "UPDATE"]],
    ["the connection is lost in the midst of a commit", [["COMMIT", null]], once],
  ])("asks again where %s", (_why, plan, first) => {
    expect(done(plan, "database.run(work)")).toEqual([[...first, ...once], "done", 0.1]);
  });

  it("tells a refusal at once, and keeps the connection", () => {
    const refused = done([["UPDATE", "57014"]], "database.run(work)");
    expect(refused).toEqual([["connect", "SELECT", "UPDATE"], "57014", 0]);
  });

  it("does not wait where only the database's state is asked for", () => {
    expect(done([["connect", null]], "database.transaction(waits=False).__enter__()")).toEqual([
      ["connect"],
      "None",
      0,
    ]);
  });

  it("gives up after a quarter of a minute, and waits no more until a database was there again", () => {
    const away = Array.from({ length: 400 }, (): [string, null] => ["connect", null]);
    const [, said, seconds] = done(away, "database.run(work)") as [unknown, string, number];
    expect(said).toBe("None");
    expect(seconds).toBeGreaterThan(14.9);
    expect(seconds).toBeLessThan(15.3);
    const after = `(now.__setitem__(0, 20), database.patience.is_over(), now.__setitem__(0, 40), database.patience.is_over(), database.patience.found(), database.patience.is_over())[1::2]`;
    expect(done([], after)).toEqual([[], [false, true, false], 40]);
  });
});
