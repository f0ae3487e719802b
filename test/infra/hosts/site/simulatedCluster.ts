import { join } from "node:path";

import { askPython } from "../support/askPython";

const files = join(__dirname, "../../../../infra/hosts/files");
const folders = ["data/usr/lib/bastide/site", "baseline/usr/lib/bastide/channel"];

/** What goes otherwise than well and at once. */
export interface Trouble {
  /** Seconds that each step takes, by its name in the script; 0 where nothing is said. */
  readonly seconds?: Readonly<Record<string, number>>;
  /** What fails, by its name in the script. */
  readonly fails?: readonly string[];
}

/** What a program has done, as `[what, second since it began]` each, and what it said. */
export interface Course {
  readonly done: readonly (readonly [string, number])[];
  readonly said: string;
}

/** Two nodes of a region under a clock of their own. This one, `one`, takes writes; only what would leave the programs' own code is made up. */
const script = `import contextlib, http.client, io, json, os, sys, time, types
sys.path[:0] = ${JSON.stringify(folders.map((folder) => join(files, folder)))}
sys.modules["lease"] = types.SimpleNamespace()
import cluster, decision, hand_over, lease, others, patroni, region, switch

os.getuid = lambda: 0
others.kept.host = lambda: {"NAME": "one"}

class Run:
    def __init__(self, seconds, fails):
        self.clock, self.seconds, self.fails, self.done, self.marks, self.settings = 0.0, seconds, fails, [], {}, {"synchronous_mode": "quorum"}

    def takes(self, what):
        self.clock += self.seconds.get(what, 0)
        if what in self.fails:
            raise http.client.RemoteDisconnected(f"{what} fails")

    def does(self, what):
        self.done.append([what, round(self.clock, 1)])
        self.marks[what] = self.clock

    def over(self, since, what):
        return what not in self.fails and self.clock >= self.marks[since] + self.seconds.get(what, 0)

    def change(self, settings, host=None):
        what = "note" if settings.get(decision.SWITCH_KEY) else "pause" if settings.get("pause") else "open" if host else "undo"
        self.takes(what)
        self.does(what)
        self.settings.update(settings)
        return True

    def request(self, method, path, body=None, host=None):
        return 200, {"pause": f"seen by {host}" not in self.fails}

    def query(self, statement):
        if "CHECKPOINT" not in statement:
            return "two"
        what = "write out" if "note" not in self.marks else "write out again"
        took, limit = self.seconds.get(what, 0), int(statement.split("=")[1].split(";")[0]) / 1000
        self.clock += min(took, limit or took)
        return "" if what in self.fails or limit and took > limit else "t"

    def program(self, name, *words):
        if "-W" in words:
            self.does("end")

    def told(self):
        return ("shut down", "0/1") if self.over("end", "ending") else ("shutting down", None)

    @contextlib.contextmanager
    def away(self):
        self.takes("Patroni stops")
        try:
            yield
        finally:
            self.does("Patroni starts")

    def row(self, database, question):
        return [self.over("end", "receiving") if "receive" in question else self.over("let go", "promotion")]

    def let_go(self):
        self.takes("letting go")
        self.does("let go")

    def sleep(self, seconds):
        self.clock += seconds

    def writer(self):
        return {"name": "two" if "let go" in self.marks and "promotion" not in self.fails else "one"}

    def members(self):
        self.takes("members")
        return [{"name": name, "role": "sync_standby", "state": "streaming", "host": name} for name in ("one", "two")]

    def of(self, program):
        time.monotonic, time.sleep = lambda: self.clock, self.sleep
        cluster.change, cluster.request, cluster.config = self.change, self.request, lambda: self.settings
        cluster.members, cluster.leader, cluster.writer = self.members, lambda: {"name": "one"}, self.writer
        hand_over.query = switch.query = self.query
        hand_over.program, hand_over.told, patroni.away, lease.let_go = self.program, self.told, self.away, self.let_go
        switch.connect, switch.row = lambda host: None, self.row
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                program()
            except SystemExit as end:
                print(end.code)
        return {"done": self.done, "said": said.getvalue()}

given = json.load(sys.stdin)
program = {"switch": switch.switch_over, "stop": hand_over.stop}[given["program"]]
print(json.dumps([Run(each.get("seconds", {}), each.get("fails", [])).of(program) for each in given["troubles"]]))`;

/** Has `site switch` or `site stop` run once with each of these. */
export function coursesOf(program: "switch" | "stop", troubles: readonly Trouble[]): readonly Course[] {
  return JSON.parse(askPython(script, { given: { program, troubles } }));
}

/** Has it run once: what was done, in its order, and what was said. */
export function courseOf(program: "switch" | "stop", trouble: Trouble): readonly [string[], string] {
  const [course] = coursesOf(program, [trouble]);
  return [course?.done.map(([what]) => what) ?? [], course?.said.trim() ?? ""];
}
