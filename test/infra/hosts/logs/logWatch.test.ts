import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

import { temporaryFolder } from "../../../support/temporaryFolder";
import { askPython, python } from "../support/askPython";
import { ruleLines } from "./ruleLines";

const files = join(__dirname, "../../../../infra/hosts/files/log-receiver");
const program = join(files, "usr/lib/bastide/watch-logs");
const rules = join(files, "etc/bastide/log-rules.toml");
const hasToml = python !== undefined && spawnSync(python, ["-c", "import tomllib"]).status === 0;
const note = hasToml ? "" : " (skipped: there is no python3 with tomllib here)";

const numbered = (host: string, from: string, text: string, number: number): string =>
  `<13>1 2026-11-25T10:00:00Z ${host} ${from} 71 - [via@32473 sender="g" at="2026-11-25T10:00:01.000Z"][bastide@32473 journal="0123456789abcdef" number="${number}"] ${text}`;

/** What a script prints as JSON that has the watch's program as `watch_logs` and some input as `given`. */
function asked(script: string, given: unknown): unknown {
  const start = `import importlib.machinery, importlib.util, json, sys
loader = importlib.machinery.SourceFileLoader("watch_logs", ${JSON.stringify(program)})
watch_logs = importlib.util.module_from_spec(importlib.util.spec_from_loader("watch_logs", loader))
loader.exec_module(watch_logs)
given = json.load(sys.stdin)
${script}`;
  return JSON.parse(askPython(start, { given, env: { RULES: rules } }));
}

/** Per line, the rules that have a call for it once nothing more is waited for. */
const called = (lines: readonly string[]): readonly (readonly string[])[] =>
  asked(
    `told = []
for line in given:
    watch = watch_logs.Watch({"known": {"c/h": 0}}, 1e9)
    watch.judge("c", "h", line)
    watch.now += 601
    watch.settle()
    told.append(sorted(each[0] for each in watch.hits))
print(json.dumps(told))`,
    lines,
  ) as string[][];

/** A receiver with these rules; each call is a look at what has been written until then. */
function receiver(text?: string) {
  const folder = temporaryFolder({
    "out/none": "",
    "logs/none/none/none": "",
    "logs.json": '{"senders":[]}',
  });
  writeFileSync(join(folder, "rules.toml"), text ?? readFileSync(rules));
  const path = (host: string, day = "2026-11-25") => join(folder, "logs/account", host, `${day}.log`);
  return {
    folder,
    write(host: string, content: string, day?: string): void {
      mkdirSync(dirname(path(host, day)), { recursive: true });
      appendFileSync(path(host, day), content);
    },
    age(host: string, seconds: number): void {
      const at = Date.now() / 1000 - seconds;
      utimesSync(path(host), at, at);
    },
    look(): string[] {
      const { status, stderr } = spawnSync(python ?? "", [program], {
        encoding: "utf8",
        env: {
          ...process.env,
          ...{ LOGS: join(folder, "logs"), STATE_DIRECTORY: join(folder, "out") },
          ...{ RULES: join(folder, "rules.toml"), PLAN: join(folder, "logs.json") },
        },
      });
      expect([status, stderr]).toEqual([0, ""]);
      const told = readFileSync(join(folder, "out/log-watch.prom"), "utf8").trim().split("\n");
      return told.filter((row) => !row.startsWith("bastide_log_rule_info"));
    },
  };
}

const rule = (more: string) =>
  `[[rule]]\nname = "bad"\ncontrol = "VI-2"\nseverity = "critical"\nprogram = "x"\ntext = "^bad"\nfirst = "Look."\n${more}\n`;
const bad = (host: string, ...numbers: readonly number[]) =>
  numbers.map((number) => `${numbered(host, "x", "bad", number)}\n`).join("");
const hits = (rows: readonly string[]) => rows.filter((row) => row.startsWith("bastide_log_hits"));
const hit = (host: string, count: number, of = "account") =>
  `bastide_log_hits{rule="bad",severity="critical",log_class="${of}",log_host="${host}"} ${count}`;

describe.skipIf(!hasToml)(`rules over the logs of all classes${note}`, () => {
  const named = asked("print(json.dumps([rule.name for rule in watch_logs.rules()]))", null) as string[];

  it("have each lines that they match and lines that they pass", () => {
    expect(new Set(ruleLines.map((each) => each.rule))).toEqual(new Set(named));
    expect(named).toEqual([...new Set(named)]);
    for (const { matches, passes } of ruleLines)
      expect([matches.length > 0, passes.length > 0]).toEqual([true, true]);
  });

  it.each(ruleLines)("$rule is told by what $program says, and only by that", (each) => {
    const line = (text: string) => numbered("h", each.program, text, 1);
    for (const [index, told] of called(each.matches.map(line)).entries())
      expect([each.matches[index], told]).toEqual([each.matches[index], expect.arrayContaining([each.rule])]);
    for (const [index, told] of called(each.passes.map(line)).entries())
      expect([each.passes[index], told.filter((name) => name === each.rule)]).toEqual([
        each.passes[index],
        [],
      ]);
    // Whoever else says it is believed by those rules alone that are for everybody.
    const elsewhere = called(each.matches.map((text) => numbered("h", "somebody", text, 1))).flat();
    expect(elsewhere.filter((name) => name !== "certificate-refused")).toEqual([]);
  });
});

describe.skipIf(!hasToml)(`the watch of logs${note}`, () => {
  it("goes on where it ended, and counts a line once that comes twice", () => {
    const { write, look } = receiver(rule(""));
    write("h", bad("h", 1));
    expect(hits(look())).toEqual([hit("h", 1)]);
    write("h", bad("h", 1, 2));
    write("h", bad("h", 3).slice(0, -5));
    expect(hits(look())).toEqual([hit("h", 2)]);
    write("h", bad("h", 3).slice(-5));
    write("h", "no line of a log\n\n");
    expect(hits(look())).toEqual([hit("h", 3)]);
    // The next day, and another host with the same numbers.
    write("h", bad("h", 4), "2026-11-26");
    write("i", bad("i", 1));
    expect(hits(look())).toEqual([hit("h", 4), hit("i", 1)]);
  });

  it("calls above the limit of a rule, by host or over all", () => {
    const { write, look } = receiver(rule("most = 2"));
    write("h", bad("h", 1, 2));
    expect(hits(look())).toEqual([]);
    write("h", bad("h", 3));
    expect(hits(look())).toEqual([hit("h", 3)]);
    const all = receiver(rule("most = 2\neverywhere = true"));
    all.write("h", bad("h", 1, 2));
    expect(hits(all.look())).toEqual([]);
    all.write("i", bad("i", 1));
    expect(hits(all.look())).toEqual([hit("every", 3, "every")]);
  });

  it("hides no host behind one that floods", () => {
    const { write, look } = receiver(rule(""));
    write("h", bad("h", ...Array.from({ length: 2000 }, (_, number) => number)));
    write("i", bad("i", 1));
    expect(hits(look())).toEqual([hit("h", 500), hit("i", 1)]);
    write("h", bad("h", 5000));
    expect(hits(look())).toEqual([hit("h", 500), hit("i", 1)]);
  });

  it("forgets after a quarter of an hour", () => {
    const ask = (after: number) =>
      asked(
        `watch = watch_logs.Watch({"known": {"c/h": 0}}, 1e9)
watch.judge("c", "h", given[0])
watch.now += given[1]
watch.settle()
print(json.dumps([row for row in watch.measures() if "hits" in row]))`,
        [numbered("h", "bastide-watch", "WATCH shell: x", 1), after],
      );
    expect(ask(899)).toHaveLength(1);
    expect(ask(900)).toEqual([]);
  });

  it("waits for what takes a line back, of the same host and unit", () => {
    const ask = (host: string, text: string, after: number) =>
      asked(
        `watch = watch_logs.Watch({"known": {"c/h": 0, "c/i": 0}}, 1e9)
watch.judge("c", "h", given[0])
watch.judge("c", given[3], given[1])
watch.now += given[2]
watch.settle()
print(json.dumps([each[0] for each in watch.hits]))`,
        [
          numbered("h", "systemd", "Stopped auditd.service - Security Audit Logging Service.", 1),
          ...[numbered(host, "systemd", text, 2), after, host],
        ],
      );
    const back = "Started auditd.service - Security Audit Logging Service.";
    expect(ask("h", back, 601)).toEqual([]);
    expect(ask("i", back, 599)).toEqual([]);
    expect(ask("i", back, 601)).toEqual(["watch-stopped"]);
    expect(ask("h", "Started rsyslog.service - System Logging Service.", 601)).toEqual(["watch-stopped"]);
  });

  it("lets a new host become itself", () => {
    const ask = (known: number) =>
      asked(
        `watch = watch_logs.Watch({"known": {"c/h": 1e9 - given[1]}}, 1e9)
watch.judge("c", "h", given[0])
print(json.dumps([each[0] for each in watch.hits]))`,
        [numbered("h", "usermod", "unlock user 'amy' password", 1), known],
      );
    expect(ask(3599)).toEqual([]);
    expect(ask(3600)).toEqual(["account-made-or-unlocked"]);
  });

  it("tells for how long each host has been silent, and of gateways that never said anything", () => {
    const { folder, write, age, look } = receiver(rule(""));
    for (const host of ["h", "i", "gone"]) write(host, bad(host, 1));
    writeFileSync(
      join(folder, "logs.json"),
      '{"senders":[{"name":"g","dataClass":"contact","region":"r","kind":"gateway"}]}',
    );
    age("i", 1030);
    age("gone", 4 * 86_400);
    // What is written a while before it is looked at, on a busy machine: whole minutes are enough.
    const silent = look()
      .filter((row) => row.includes("silence"))
      .map((row) => row.replace(/ (\d+)$/, (_, seconds) => ` ${Math.floor(Number(seconds) / 60)}`));
    expect(silent).toEqual([
      'bastide_log_silence_seconds{log_class="account",log_host="h"} 0',
      'bastide_log_silence_seconds{log_class="account",log_host="i"} 17',
      'bastide_log_silence_seconds{log_class="contact",log_host="g"} 0',
    ]);
  });

  it("expects nothing of a host that the plan no longer has, and something of each that it has", () => {
    const { folder, write, age, look } = receiver(rule(""));
    for (const host of ["h", "removed"]) {
      write(host, bad(host, 1));
      age(host, 1000);
    }
    const silent = (hosts: object) => {
      writeFileSync(join(folder, "logs.json"), JSON.stringify({ senders: [], hosts }));
      return look().flatMap((row) => /silence.*log_host="(\w+)"/.exec(row)?.[1] ?? []);
    };
    expect(silent({ account: ["h", "removed"] })).toEqual(["h", "removed"]);
    expect(silent({ account: ["h"] })).toEqual(["h"]);
    // Another stack's class.
    expect(silent({ contact: ["h"] })).toEqual(["h", "removed"]);
  });

  it("keeps no line of a log where others can read", () => {
    const { folder, write, look } = receiver(rule(""));
    write("h", `${numbered("h", "x", "bad HIDDEN", 1)}\n`);
    look();
    for (const name of ["state.json", "log-watch.prom"])
      expect(readFileSync(join(folder, "out", name), "utf8")).not.toContain("HIDDEN");
  });
});
