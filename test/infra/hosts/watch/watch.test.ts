import { release } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { files } from "../../../../infra/hosts/files";
import { hostFirewall } from "../../../../infra/hosts/rendered/hostFirewall";
import { prodConfig } from "../../../support/infraConfigs";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { hostsOf } from "../describedHosts";
import { askPython, python } from "../support/askPython";

const folder = join(__dirname, "../../../../infra/hosts/files/watch/usr/lib/bastide/watch");
const note = python === undefined ? " (skipped: there is no python3 here)" : "";
const passwd =
  "root:x:0:0::/root:/bin/bash\npostgres:x:105:110::/var/lib/postgresql:/bin/bash\namy:x:1001:1001::/home/amy:/bin/bash\n";

/** What an expression over the watch's programs comes to, on a host with the files of `there`; `given` is what it is asked about. */
function asked(
  modules: string,
  expression: string,
  given: unknown,
  there: Readonly<Record<string, string>> = {},
): unknown {
  const root = temporaryFolder({ "etc/passwd": passwd, ...there });
  const script = `import json, sys\nsys.path.insert(0, ${JSON.stringify(folder)})\nimport ${modules}\ngiven = json.load(sys.stdin)\nprint(json.dumps(${expression}))`;
  return JSON.parse(askPython(script, { given, env: { WATCH_ROOT: root } }));
}

describe.skipIf(python === undefined)(`what a service's user may run${note}`, () => {
  const strange = (runs: readonly (readonly [string, readonly string[]])[], who = "postgres") =>
    asked(
      "workloads",
      "[workloads.strange(*each) for each in given]",
      runs.map(([program, argv]) => [program, argv, who]),
    );
  const archive =
    'pgbackrest --config=/var/lib/bastide-database/pgbackrest.conf --stanza=account archive-get "pg_wal/000000010000000000000001"';
  const push = '/usr/lib/bastide/pgbackrest-push account "pg_wal/000000010000000000000001"';

  const own: readonly (readonly [string, readonly string[]])[] = [
    ["/usr/bin/bash", ["/bin/bash", "/usr/lib/bastide/test-restore", "x"]],
    ["/usr/bin/bash", ["/bin/bash", "-e", "/usr/lib/bastide/backup"]],
    ["/usr/bin/dash", ["sh", "-c", archive]],
    ["/usr/bin/dash", ["sh", "-c", archive.replace("--stanza", "--pg1-path=/srv/x --repo=2 --stanza")]],
    ["/usr/bin/dash", ["sh", "-c", push]],
    ["/usr/bin/dash", ["sh", "-c", push.replace("push account", "get account 00000002.history")]],
    ["/usr/bin/dash", ["sh", "-c", '"/usr/lib/postgresql/17/bin/postgres" -V']],
    [
      "/usr/bin/dash",
      ["/bin/sh", "-c", 'exec "/usr/lib/postgresql/17/bin/postgres" -D "/srv" < "/dev/null" >> "/x" 2>&1'],
    ],
    ["/usr/bin/python3.13", ["/usr/bin/python3", "/usr/bin/patroni", "/var/lib/patroni"]],
    ["/usr/bin/python3.13", ["/usr/bin/python3", "-I", "-B", "/usr/lib/bastide/logs"]],
    ["/usr/bin/python3.13", ["gunicorn: worker [api]"]],
    ["/usr/bin/perl", ["/usr/bin/perl", "-wT", "/usr/bin/pg_lsclusters"]],
    ["/usr/lib/postgresql/17/bin/postgres", ["postgres: checkpointer"]],
  ];

  const others: readonly (readonly [string, readonly string[]])[] = [
    ["/usr/bin/bash", ["bash"]],
    ["/usr/bin/bash", ["bash", "-i"]],
    ["/usr/bin/bash", ["bash", "/tmp/x"]],
    ["/usr/bin/bash", ["bash", "/usr/lib/bastide/../../../tmp/x"]],
    ["/usr/bin/bash", ["bash", "-c", "id", "/usr/lib/bastide/backup"]],
    ["/usr/bin/dash", ["sh", "-c", "id"]],
    ["/usr/bin/dash", ["sh", "-c", `${archive}; id`]],
    ["/usr/bin/dash", ["sh", "-c", archive.replace("/var/lib/bastide-database", "/tmp")]],
    ["/usr/bin/dash", ["sh", "-c", archive.replace("--stanza", "--x=$(id) --stanza")]],
    ["/usr/bin/dash", ["sh", "-c", `${archive} | sh`]],
    ["/usr/bin/dash", ["sh", "-c", `${push}; id`]],
    ["/usr/bin/dash", ["sh", "-c", push.replace("pgbackrest-push", "../../../tmp/x")]],
    ["/usr/bin/dash", ["sh", "-c", `${archive}\nid`]],
    ["/usr/bin/dash", ["sh", "-c", `${archive} $(id)`]],
    ["/usr/bin/dash", ["sh", "-c", "/usr/lib/postgresql/17/bin/psql -c x"]],
    ["/usr/bin/nc.openbsd", ["nc", "198.51.100.7", "443"]],
    ["/usr/bin/python3.13", ["python3", "-c", "import pty"]],
    ["/usr/bin/python3.13", ["python3"]],
    ["/usr/bin/perl", ["perl", "-e", "exec sh"]],
    ["/usr/bin/python3.13", ["python3", "/tmp/x.py"]],
  ];

  it("is what Patroni has PostgreSQL run", () => {
    const host = hostsOf(prodConfig()).find(({ role }) => role === "data");
    const text =
      host === undefined
        ? ""
        : files(host)
            .map(({ content }) => content)
            .join("\n");
    const commands = [...text.matchAll(/"?(?:archive|restore)_command"?: (?:'(.*)'|([p/].*))$/gm)].map(
      ([, quoted, plain]) => (quoted ?? plain ?? "").replace(/%[pf]/g, "000000010000000000000001"),
    );
    expect(commands.length).toBeGreaterThanOrEqual(2);
    expect(strange(commands.map((command) => ["/usr/bin/dash", ["sh", "-c", command]]))).toEqual(
      commands.map(() => false),
    );
  });

  it("is what this host's own services run", () => {
    expect(strange(own)).toEqual(own.map(() => false));
  });

  it("is no shell, and no program of somebody's own", () => {
    expect(strange(others)).toEqual(others.map(() => true));
  });

  it("is PostgreSQL's own for PostgreSQL alone", () => {
    expect(strange([["/usr/bin/dash", ["sh", "-c", archive]]], "www-data")).toEqual([true]);
  });
});

describe.skipIf(python === undefined)(`what listens${note}`, () => {
  const host = hostsOf(prodConfig()).find(({ name }) => name === "account-fr-par-data-1");
  if (host === undefined) throw new Error("Production has no such host.");
  const heading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
  const row = (address: string, port: number, state: string) =>
    `   0: ${address}:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000   105        0 24680 1 0 100 0 0 10 0\n`;
  const listeners = (table: string, ...rows: readonly string[]) =>
    asked("traffic", "list(traffic.listeners())", null, {
      "etc/nftables.conf": hostFirewall(host),
      [`proc/net/${table}`]: heading + rows.join(""),
    });
  const any6 = "0".repeat(32);

  it("is what the plan lets in, or what nobody else reaches", () => {
    expect(
      listeners(
        "tcp",
        ...[22, 5432, 8008, 9100].map((port) => row("00000000", port, "0A")),
        row("0100007F", 4444, "0A"),
        // A connection, and not somebody who waits for one.
        row("2101410A", 4444, "01"),
      ),
    ).toEqual([]);
    expect(
      listeners(
        "tcp6",
        row(any6, 22, "0A"),
        row(`${"0".repeat(24)}01000000`, 4444, "0A"),
        row(`${"0".repeat(16)}FFFF00000100007F`, 4444, "0A"),
      ),
    ).toEqual([]);
    expect(listeners("udp", row("00000000", 51_820, "07"), row("00000000", 45_000, "07"))).toEqual([]);
  });

  it.each([
    ["tcp", "00000000", 4444, "0A"],
    ["tcp", "2101410A", 80, "0A"],
    ["tcp6", any6, 4444, "0A"],
    // Its last byte is 127, and it is no address of the host's own loop.
    ["tcp6", `${"0".repeat(24)}0100007F`, 4444, "0A"],
    ["udp", "00000000", 69, "07"],
    // What the plan opens for TCP is not open for UDP.
    ["udp", "00000000", 5432, "07"],
  ])("on %s %s port %d is found", (table, address, port, state) => {
    expect(listeners(table, row(address, port, state))).toEqual([
      [
        "listener",
        `${table.slice(0, 3)} port ${port}, which the plan does not know, is open: nobody that can be found of postgres`,
      ],
    ]);
  });
});

describe.skipIf(python === undefined)(`the kernel's modules${note}`, () => {
  const modules = (
    loaded: string,
    tainted: number,
    dep = "kernel/net/wireguard.ko.xz: kernel/x.ko\nkernel/fs/nls/nls-utf8.ko:\n",
  ) =>
    asked("workloads", "[kind for kind, _ in workloads.modules()]", null, {
      [`lib/modules/${release()}/modules.dep`]: dep,
      "proc/modules": loaded,
      "proc/sys/kernel/tainted": `${tainted}\n`,
    });

  it("are those of packages", () => {
    expect(modules("wireguard 98304 0 - Live 0x0\nnls_utf8 16384 1 - Live 0x0\n", 0)).toEqual([]);
    expect(modules("rootkit 16384 0 - Live 0x0 (OE)\n", 0)).toEqual(["module"]);
    expect(modules("", 1 << 12)).toEqual(["module"]);
    // A warning of the kernel's own is none of a module's.
    expect(modules("", 1 << 9)).toEqual([]);
    expect(modules("rootkit 16384 0 - Live 0x0\n", 0, "")).toEqual([]);
  });
});

describe.skipIf(python === undefined)(`what the audit subsystem recorded${note}`, () => {
  const hex = (text: string) => Buffer.from(text).toString("hex").toUpperCase();
  const call = (more: string, key: string, number = 456, number_ = 59) =>
    `type=SYSCALL msg=audit(1764108000.123:${number}): arch=c000003e syscall=${number_} ${more} items=2 ppid=812 pid=901 gid=110 egid=110 tty=(none) ses=4294967295 comm="sh" subj=unconfined key="${key}"\u001dARCH=x86_64 SYSCALL=execve AUID="unset" UID="postgres"`;
  const service = 'success=yes exit=0 auid=4294967295 uid=105 euid=105 exe="/usr/bin/dash"';
  const execve = (command: string, number = 456) =>
    `type=EXECVE msg=audit(1764108000.123:${number}): argc=3 a0="sh" a1="-c" a2=${hex(command)}`;
  const judged = (...lines: readonly string[]) =>
    asked(
      "recorded",
      "[found for found in map(recorded.judged, recorded.events(given).values()) if found]",
      lines,
    );

  it("is a shell of a service that has no use for one", () => {
    expect(judged(call(service, "service-shell"), execve("id; uname -a"))).toEqual([
      ["shell", "/usr/bin/dash ran as postgres, which has no use for it; by no session"],
    ]);
    // Its records may be between those of another event.
    expect(
      judged(
        call(service, "service-shell", 1),
        call(service, "service-shell", 2),
        execve('"/usr/lib/postgresql/17/bin/postgres" -V', 1),
        execve("id", 2),
      ),
    ).toHaveLength(1);
    expect(
      judged(call(service, "service-shell"), execve('"/usr/lib/postgresql/17/bin/postgres" -V')),
    ).toEqual([]);
    expect(judged(call(service, "commands"), execve("id"))).toEqual([]);
    expect(judged(call(service.replaceAll("105", "0"), "service-shell"), execve("id"))).toEqual([]);
  });

  it("is a program in a place that can be written, even where it was refused", () => {
    const path = (number: number, name: string) =>
      `type=PATH msg=audit(1764108000.123:456): item=${number} name="${name}" inode=5 dev=fe:00 mode=0100755 ouid=105`;
    const tried = call(
      'success=no exit=-13 auid=1001 uid=105 euid=105 exe="/usr/bin/bash"',
      "writable-program",
    );
    expect(judged(tried, path(0, "/tmp/x"), path(1, "/lib64/ld-linux-x86-64.so.2"))).toEqual([
      [
        "program",
        "postgres started /tmp/x, in a place that others than root can write; by amy, who had logged in",
      ],
    ]);
  });

  it("is a module that somebody loaded", () => {
    const loads = 'success=yes exit=0 auid=1001 uid=0 euid=0 exe="/usr/bin/kmod"';
    expect(judged(call(loads, "modules", 456, 313))).toEqual([
      ["module", "/usr/bin/kmod loaded or removed a module; by amy, who had logged in"],
    ]);
    // lsmod is the same program.
    expect(judged(call(loads, "modules"))).toEqual([]);
    expect(judged(call(loads.replace("yes", "no"), "modules", 456, 313))).toEqual([]);
  });

  it("is nothing in lines that are none", () => {
    expect(judged("", "type=PROCTITLE msg=audit(1764108000.123:9): proctitle=7368", "a line")).toEqual([]);
  });
});
