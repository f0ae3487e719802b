import { describe, expect, it, vi } from "vitest";

import type { HostDescription } from "../../infra/hosts/description";
import { makeAuthority } from "../../local-cloud/hosts";
import { passwords } from "./support/databaseSite";
import { layDisk, noDebian } from "./support/debian";
import { laidFiles, productionHost, secretsOf } from "./support/laid";
import { databaseLog, plainDatabase } from "./support/plainDatabase";

const note = noDebian === "" ? "" : ` (skipped: ${noDebian})`;
const steps = "/usr/lib/bastide/converge.d";
const person = (login: string, ...duties: HostDescription["administrators"][number]["duties"]) => ({
  ...{ login, name: login, keys: [], duties },
});
const seconds = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const grant = (who: string, from: number, to: number) => ({
  ...{ who, purpose: "support" as const, ticket: "T-1", start: seconds(from), end: seconds(to) },
});

/** A data node where each duty has a person, and some have grants: of now, of before and of later. */
const host: HostDescription = {
  ...productionHost("account-fr-par-data-1"),
  administrators: [
    person("ann", "operations"),
    person("bea", "operations"),
    person("cid", "operations"),
    person("dan", "database"),
    person("sam", "security"),
  ],
  grants: [grant("ann", -5, 60), grant("bea", -60, -1), grant("cid", 60, 120)],
};

/** Everybody's account, as `LOGIN:GROUPS:NAME` lines say. */
const accounts = `while IFS=: read -r login groups _; do
  for each in \${groups//,/ }; do groupadd -f "$each"; done
  useradd -m -G "$groups" "$login"
done < <(grep -v '^#' /etc/bastide/people)`;

/** The database with its steps run, and a customer's row in the service's own database. */
const database = `
${plainDatabase(host)}
superuser() { (cd / && runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 "$@"); }
superuser -c 'CREATE ROLE bastide_replication; CREATE ROLE bastide_rewind'
for name in 67-logins 67-logins-service 67-people; do ${steps}/$name; done
superuser -d bastide -c "CREATE TABLE fruit (v text); INSERT INTO fruit VALUES ('pine' || 'apple')"
query() { as "$1" sudo -n -u bastide-query /usr/lib/bastide/query "\${@:2}" 2>&1 || true; }`;

/** Runs a script where something was made ready; what that says is seen only where it fails. */
const after = (ready: string, script: string): string => `exec 3>&1 > /tmp/ready 2>&1
set -e
trap 'cat /tmp/ready >&3' ERR
export SYSTEMD_OFFLINE=1
echo "127.0.0.1 localhost $(hostname)" > /etc/hosts
as() { local who=$1; shift; runuser -u "$who" -- "$@"; }
${accounts}
${ready}
trap - ERR
set +e
exec >&3 2>&1
${script}`;

describe.skipIf(noDebian !== "")(`people on a data node${note}`, () => {
  vi.setConfig({ testTimeout: 300_000 });
  const said = async (script: string, ready = database): Promise<string> => {
    const authority = await makeAuthority();
    const secrets = await secretsOf(host, authority, { passwords });
    return (await layDisk(laidFiles(host, secrets))).run(after(ready, script)).text;
  };

  it("read customers' data under a grant alone, from its start to its end (AC-4)", async () => {
    const text = await said(`
for who in ann bea cid dan; do echo "$who: $(query $who <<< 'SELECT v FROM fruit;' | tail -n 1)"; done
echo "row: $(query ann <<< 'SELECT v FROM fruit;' | sed -n 2p)"
echo "change: $(query ann <<< 'DELETE FROM fruit;')"
echo "as another: $(query ann <<< 'SET SESSION AUTHORIZATION dan;')"
echo "care: $(query dan <<< 'VACUUM fruit;')"`);
    expect(text.split("\n")).toEqual([
      "ann: (SELECT 1)",
      'bea: bea does not get in: permission denied for database "bastide"',
      'cid: cid does not get in: permission denied for database "bastide"',
      "dan: permission denied for table fruit",
      "row: pineapple",
      "change: permission denied for table fruit",
      expect.stringMatching(/^as another: permission denied to set session authorization/),
      "care: (VACUUM)",
    ]);
  });

  it("get into the database by the program alone that is recorded, and everything there is (AC-4)", async () => {
    const text = await said(`
echo "direct: $(as ann psql -X -d bastide -c 'SELECT v FROM fruit' 2>&1)"
echo "as its user: $(as ann sudo -n -u bastide-query psql -X -d bastide -U ann -c 'SELECT 1' 2>&1)"
query ann <<< 'SELECT v FROM fruit;' > /dev/null
number=$(sudoreplay -l user ann | sed -n 's/.*TSID=\\([0-9A-Z]*\\).*/\\1/p' | tail -n 1)
echo "recorded: $(sudoreplay -n -s 1000 "$number" | tr -d '\\r' | sed -n 2p)"
echo "typed: $(zcat -f /var/log/sudo-io/\${number:0:2}/\${number:2:2}/\${number:4:2}/stdin)"
grep -o 'user=ann db=bastide .*' ${databaseLog} | grep -o 'AUDIT: .*'
echo "content in the log: $(grep -c pineapple ${databaseLog})"`);
    expect(text.split("\n")).toEqual([
      expect.stringMatching(/^direct: .*Peer authentication failed for user "ann"/),
      expect.stringMatching(/^as its user: sudo: a password is required/),
      "recorded: pineapple",
      "typed: SELECT v FROM fruit;",
      expect.stringMatching(/^AUDIT: SESSION,\d+,\d+,READ,SELECT,TABLE,public\.fruit,<not logged>/),
      "content in the log: 0",
    ]);
  });

  it("with the duty operations can look and restart, and neither read data nor become anybody (AC-2)", async () => {
    const text = await said(
      `
echo kept > /run/bastide/converge.json
can() { if as "$1" sudo -n "\${@:2}" > /tmp/said 2>&1; then echo yes; else echo "no $(head -c 60 /tmp/said | head -n 1)"; fi; }
echo "look: $(can ann /usr/lib/bastide/operate converged) $(cat /tmp/said)"
echo "log: $(can ann /usr/lib/bastide/operate log bastide-people.service)"
echo "root: $(can ann true)"
echo "postgres: $(can ann -u postgres true)"
echo "cluster: $(can ann -u postgres /usr/lib/bastide/cluster list)"
echo "recordings: $(can ann sudoreplay -l)"
for words in 'status -Hsomewhere' 'log --file=/x' 'status bastide-*' 'restart ssh.service' 'restart --root=/x' 'restart /tmp/bastide-x.service' 'reboot now' 'cluster -k'; do
  as ann sudo -n /usr/lib/bastide/operate $words > /dev/null 2>&1
  echo "$words: $?"
done
echo "database: $(can dan true)"
echo "security: $(can sam true)"`,
      "mkdir /run/bastide",
    );
    expect(text.split("\n")).toEqual([
      "look: yes kept",
      "log: yes",
      ...["root", "postgres", "cluster", "recordings"].map(
        (each) => `${each}: no sudo: a password is required`,
      ),
      "status -Hsomewhere: 2",
      "log --file=/x: 2",
      "status bastide-*: 2",
      "restart ssh.service: 2",
      "restart --root=/x: 2",
      "restart /tmp/bastide-x.service: 2",
      "reboot now: 2",
      "cluster -k: 2",
      "database: no sudo: a password is required",
      "security: yes",
    ]);
  });

  it("are counted when they become root or postgres, and not at what their duties are for (AC-2)", async () => {
    const entry = (who: string, user: string, command: string, why = "") =>
      `${who} : ${why}PWD=/home ; USER=${user} ; TSID=000001 ; COMMAND=${command}`;
    const journal = [
      entry("    sam", "root", "/usr/bin/cat /srv/data/x"),
      entry("    sam", "postgres", "/usr/bin/psql"),
      entry("sam", "root", "/usr/lib/bastide/operated"),
      entry("    ann", "root", "/usr/lib/bastide/operate units"),
      entry("    dan", "postgres", "/usr/lib/bastide/cluster list"),
      entry("    ann", "bastide-query", "/usr/lib/bastide/query"),
      entry("    ann", "root", "/usr/bin/bash", "command not allowed ; "),
      "pam_unix(sudo:session): session opened for user root(uid=0) by ann(uid=1001)",
    ];
    const text = await said(
      `
mkdir -p /tmp/bin /tmp/out
echo '#!/bin/bash
cat << "END"
${journal.join("\n")}
END' > /tmp/bin/journalctl
chmod +x /tmp/bin/journalctl
count() { PATH=/tmp/bin:$PATH STATE_DIRECTORY=/tmp/out /usr/lib/bastide/findings > /dev/null 2>&1; grep root_uses /tmp/out/findings.prom; }
count
sed -i "s/^ROLE=.*/ROLE='service'/" /etc/bastide/host.env
count || echo none`,
      "",
    );
    expect(text.split("\n")).toEqual(["bastide_root_uses 3", "none"]);
  });

  it("change nothing in a second run, and nothing where the database follows another", async () => {
    const text = await said(`
for name in 67-logins 67-logins-service 67-people; do ${steps}/$name 2>&1 | grep -v 'Running in chroot'; done
echo 'duty eve database' > /etc/bastide/database-people
pg_ctlcluster 17 main stop
touch /var/lib/postgresql/17/main/standby.signal
pg_ctlcluster 17 main start
${steps}/67-people 2> /dev/null; echo "following: $?"
superuser -c 'SELECT pg_promote()' > /dev/null
${steps}/67-people 2> /dev/null | sort`);
    expect(text.split("\n")).toEqual([
      "following: 0",
      ...["ann", "bea", "cid"].map((who) => `${who} may do as bastide_people, and not log in`),
      "dan may do as bastide_people, and not log in",
      "eve may do as bastide_duty_database, bastide_people",
      "sam may do as bastide_people, and not log in",
    ]);
  });
});
