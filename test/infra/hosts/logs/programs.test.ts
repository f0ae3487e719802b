import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { temporaryFolder } from "../../../support/temporaryFolder";
import { askPython, python } from "../support/askPython";

const files = join(__dirname, "../../../../infra/hosts/files");
const programs = ["baseline", "log-relay"].map((part) => join(files, part, "usr/lib/bastide/logs"));
const note = python === undefined ? " (skipped: there is no python3 here)" : "";

/** What a script prints that may import the programs of logs. */
const said = (script: string): string =>
  askPython(`import sys\nsys.path[:0] = ${JSON.stringify(programs)}\n${script}`).trim();

const leaving = (program: string, text: string): string | null =>
  JSON.parse(
    said(
      `import json\nfrom withhold import leaving\nprint(json.dumps(leaving(${JSON.stringify(program)}, ${JSON.stringify(text)})))`,
    ),
  );

describe.skipIf(python === undefined)(`what leaves a host of its log${note}`, () => {
  it.each([
    ["sshd-session", "Accepted publickey for amy from 10.64.9.1 port 5 ssh2: ED25519-SK SHA256:abc"],
    ["sshd-session", "Failed password for root from 10.64.9.1 port 5 ssh2"],
    ["sudo", "amy : TTY=pts/0 ; PWD=/ ; USER=root ; TSID=000001 ; COMMAND=/usr/bin/systemctl restart x"],
    ["kernel", "Out of memory: Killed process 5 (x)"],
    ["postgres", "2026-11-25 10:00:00 UTC [5] LOG:  checkpoint starting"],
    ["bastide-database", "user=amy db=bastide client=[local] LOG:  connection authorized"],
    ["audisp-syslog", "type=USER_LOGIN msg=audit(1.1:1): pid=5 uid=0 auid=1000 res=success"],
    ["nginx", '{"network":"192.0.2.0","method":"GET","what":"/v1/records","status":200}'],
  ])("lets %s say: %s", (program, text) => {
    expect(leaving(program, text)).toBe(text);
  });

  it.each([
    ["app", "password=Hunter2"],
    ["app", "Authorization: Bearer abc.def-0123456789"],
    ["app", `connect to postgresql:${"//amy:Hunter2@"}db/x`],
    ["app", "curl --token Hunter2"],
    ["app", "-----BEGIN OPENSSH PRIVATE KEY-----"],
    ["app", "AGE-SECRET-KEY-1ABC"],
    ["app", "GET https://s3/x?X-Amz-Signature=0123456789abcdef"],
  ])("withholds a secret that %s says: %s", (program, text) => {
    expect(leaving(program, text)).toBe("[withheld: it may hold a secret]");
  });

  it.each([
    [
      "sudo",
      "amy : USER=postgres ; TSID=000001 ; COMMAND=/usr/bin/psql -c select\\ 1",
      "amy : USER=postgres ; TSID=000001 ; COMMAND=/usr/bin/psql [arguments withheld]",
    ],
    [
      "sudo",
      "amy : USER=root ; COMMAND=/usr/bin/psql -c x",
      "amy : USER=root ; COMMAND=/usr/bin/psql [arguments withheld]",
    ],
    [
      "sudo",
      "amy : (command continued) COMMAND=/usr/bin/systemctl jane@example.org",
      "amy : (command continued) [arguments withheld]",
    ],
    [
      "postgres",
      "LOG:  duration: 5 ms  statement: SELECT 'Alice'",
      "LOG:  duration: 5 ms  statement [withheld]",
    ],
    ["postgres", 'ERROR:  relation "alice" does not exist', "ERROR:  relation [withheld]"],
    [
      "bastide-database",
      'user=amy db=bastide client=10.64.9.2 ERROR:  relation "alice" does not exist',
      "user=amy db=bastide client=10.64.9.2 ERROR:  relation [withheld]",
    ],
    ["postgres", "DETAIL:  Key (name)=(Alice) already exists.", null],
    [
      "postgres",
      'LOG:  AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.customers,"select Alice",<none>',
      "LOG:  AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.customers",
    ],
    ["audisp-syslog", "type=PROCTITLE msg=audit(1.1:1): proctitle=48", null],
    ["audisp-syslog", "type=TTY msg=audit(1.1:1): data=48", null],
    [
      "audisp-syslog",
      'type=EXECVE msg=audit(1.1:1): argc=3 a0="psql" a1="-c" a2=416C696365',
      'type=EXECVE msg=audit(1.1:1): argc=3 a0="psql" [arguments withheld]',
    ],
    [
      "audisp-syslog",
      "type=USER_CMD msg=audit(1.1:1): pid=1 cwd=x cmd=7073716C terminal=pts/0",
      "type=USER_CMD msg=audit(1.1:1): pid=1 cwd=x [command withheld]",
    ],
  ])("takes customers' data out of what %s says: %s", (program, text, expected) => {
    expect(leaving(program, text)).toBe(expected);
  });
});

describe.skipIf(python === undefined)(`whose a line is${note}`, () => {
  const named = (kind: string, line: string) =>
    said(
      `from lines import allowed_from, named
sender = {"name": "account-fr-par-gateway", "dataClass": "account", "region": "fr-par", "kind": "${kind}"}
print(named(${JSON.stringify(line)}.encode(), allowed_from(sender), sender["name"]).decode())`,
    );
  const line = (host: string) => `<13>1 2026-11-25T00:00:00Z ${host} app 1 - [x y="z"] text`;

  it.each([
    ["host", "account-fr-par-gateway", true],
    ["host", "account-fr-par-data-1", false],
    ["gateway", "account-fr-par-data-1", true],
    ["gateway", "account-de-fra-2-data-1", false],
    ["gateway", "contact-fr-par-data-1", false],
    ["gateway", "account-fr-par-../../x", false],
    ["receiver", "contact-fr-par-data-1", true],
    ["receiver", "../../etc", false],
  ])("is told by the certificate of a %s: %s is believed: %s", (kind, host, believed) => {
    const told = named(kind, line(host));
    if (believed) expect(told).toBe(line(host));
    else expect(told).toBe(`${line("account-fr-par-gateway")} [MISNAMED: it said ${host}]`);
  });

  it("is told of what is no syslog line, too", () => {
    expect(named("gateway", "nonsense")).toMatch(
      /^<13>1 \S+ account-fr-par-gateway bastide-logs - - - MALFORMED nonsense$/,
    );
  });
});

describe.skipIf(python === undefined)(`a queue on the disk${note}`, () => {
  /** Runs steps on a spool in a folder of its own; prints what is appended to `out`. */
  const spool = (script: string, limit = 1 << 20) =>
    said(
      `import json, os, spool
from spool import Spool, Full
folder, out = "${temporaryFolder({})}/q", []
spool.PIECE, spool.EMPTY = 64, 48
q = Spool(folder, ${limit})
${script}
print(json.dumps(out))`,
    );

  it("gives lines in their order, over its pieces and after a crash, until they are done", () => {
    const out = spool(`for i in range(20): q.append([b"line %d" % i])
first, place = q.batch(7, 0)
q.done(place)
q = Spool(folder, 1 << 20)
while True:
    lines, place = q.batch(5, 0)
    if not lines and place == (q.piece, q.offset): break
    out += [each.decode() for each in lines]
    q.done(place)
out.append(len(first)); out.append(q.bytes())`);
    expect(JSON.parse(out)).toEqual([...Array.from({ length: 13 }, (_, i) => `line ${i + 7}`), 7, 0]);
  });

  it("gives again what is not done, and forgets a line that a crash has cut", () => {
    const out = spool(`q.append([b"one", b"two"])
q.batch(9, 0)
open(q.path(q.last), "ab").write(b"cu")
q = Spool(folder, 1 << 20)
q.append([b"three"])
out = [each.decode() for each in q.batch(9, 0)[0]]`);
    expect(JSON.parse(out)).toEqual(["one", "two", "three"]);
  });

  it("goes on after a crash that came when it was empty and had given its disk back", () => {
    const out = spool(`q.append([b"0123456789"] * 5)
q.done(q.batch(9, 0)[1])
out.append(q.bytes())
q = Spool(folder, 1 << 20)
q.append([b"later"])
out += [each.decode() for each in q.batch(9, 0)[0]]`);
    expect(JSON.parse(out)).toEqual([0, "later"]);
  });

  it("is emptied on a full disk, where no new file has room", () => {
    const out = spool(`q.append([b"one", b"two"])
os.chmod(folder, 0o500)
def never(*_): raise OSError(28, "No space left on device")
os.replace = never
before = os.stat(f"{folder}/position").st_blocks
q.done(q.batch(1, 0)[1])
out.append(os.stat(f"{folder}/position").st_blocks - before)
q = Spool(folder, 1 << 20)
out += [each.decode() for each in q.batch(9, 0)[0]]`);
    expect(JSON.parse(out)).toEqual([0, "two"]);
  });

  it("refuses a whole batch when it is full, and takes it when it has room", () => {
    const out = spool(
      `q.append([b"0123456789"] * 8)
try:
    q.append([b"0123456789"] * 2)
except Full as error:
    out.append(str(error))
q.done(q.batch(4, 0)[1])
q.append([b"0123456789"] * 2)
out.append(q.bytes())`,
      100,
    );
    expect(JSON.parse(out)).toEqual(["the queue is full", 66]);
  });
});
