import { describe, expect, it } from "vitest";

import { staticFiles } from "../../infra/hosts/staticFiles";
import type { HostFile } from "../../local-cloud/hosts";
import { layDisk, noDebian } from "./support/debian";
import { hostFiles } from "./support/hostFiles";

const note = noDebian === "" ? "" : ` (skipped: ${noDebian})`;
const bastide = "/usr/lib/bastide";

/** Our programs, with what a step has to know of its host. */
function programs(env = "ROLE='gateway'\n"): Record<string, HostFile> {
  const files = ["baseline", "data", "log-relay"].flatMap((part) => staticFiles(part));
  return {
    ...hostFiles(files.filter(({ path }) => path.startsWith(bastide))),
    "/etc/bastide/host.env": { content: env },
  };
}

const run = async (script: string, env?: string, more: Record<string, HostFile> = {}) =>
  (await layDisk({ ...programs(env), ...more })).run(`set -e; ${script}`);

/** What root's programs do not do to files that somebody has planted, where that somebody may write. */
describe.skipIf(noDebian !== "")(`planted files${note}`, () => {
  it("CM-7: only programs of packages lose the right to run as somebody else; no name in a home stops the step", async () => {
    const { code, text } = await run(
      `useradd -m example; cp /usr/bin/true /home/example/mine; cp /usr/bin/true $'/home/example/a\\nb'; chown example: /home/example/*; chmod 4755 /home/example/*
      chmod u+s /usr/bin/chsh
      ${bastide}/converge.d/50-setuid; stat -c '%a %n' /usr/bin/chsh /home/example/mine`,
    );
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(
        /\/usr\/bin\/chsh runs as its caller[\s\S]*\n755 \/usr\/bin\/chsh\n4755 \/home\/example\/mine$/,
      ),
    ]);
  });

  it("CM-6: a link in the place of settings or a log leads nowhere, and the files themselves are closed", async () => {
    const { code, text } = await run(
      `mkdir -p /home/example/below /var/log/nginx; echo x > /target; chmod 666 /target
      ln -s /target /home/example/.link; ln -s / /home/example/.root; echo x > /home/example/.own; echo x > /home/example/below/.deep; mkfifo /home/example/.pipe
      ln -s /target /var/log/nginx/link.log; echo x > /var/log/nginx/own.log; chmod 666 /var/log/nginx/own.log /home/example/.own /home/example/below/.deep
      ${bastide}/close-files settings /etc/skel /home/* /nowhere; ${bastide}/close-files logs /var/log
      stat -c %a /target / /home/example/.own /home/example/below/.deep /var/log/nginx/own.log`,
    );
    expect([code, text.split("\n").slice(-5)]).toEqual([0, ["666", "755", "640", "666", "640"]]);
  });

  it("CM-3: what a name or a link reads like is not shut away, the file itself is", async () => {
    const virus = ["BASTIDE", "TEST-VIRUS-OF-NO-HARM"].join("-");
    const { text } = await run(
      `mkdir -p "/srv/x
/usr/bin" /var/lib/bastide; echo ${virus} > "/srv/x
/usr/bin/perl"; echo ${virus} > /srv/real; ln -s /etc/nsswitch.conf /srv/link
      { printf '/srv/x\\n/usr/bin/perl: T FOUND\\n/srv/real: T FOUND\\n/srv/link: T FOUND\\n'; } > /report
      ${bastide}/shut-away /report; stat -c %a /usr/bin/perl /srv/real /etc/nsswitch.conf`,
      undefined,
      {
        "/var/lib/clamav/test.ndb": {
          content: `Test.Virus:0:0:${Buffer.from(virus).toString("hex")}\n`,
        },
      },
    );
    expect(text).toMatch(/<2>MALWARE Test\.Virus\S* in \/srv\/real, which nobody can read/);
    expect(text).toMatch(/named in \/usr\/bin\/perl, which is not what was searched/);
    expect(text).toMatch(/named in \/srv\/link, which/);
    expect(text.split("\n").slice(-3)).toEqual(["755", "0", "644"]);
  });

  it("BC-4: a report that is a link, or more than one, is not taken", async () => {
    const take = `${bastide}/take-report backup; stat -c '%a %s' /var/lib/bastide/reports/backup.json`;
    const taken = await run(
      `mkdir -p /srv/data/pgbackrest; echo '{}' > /srv/data/pgbackrest/backup.json; ${take}`,
    );
    expect([taken.code, taken.text]).toEqual([0, "644 3"]);
    const linked = await run(
      `mkdir -p /srv/data/pgbackrest; ln -s /etc/shadow /srv/data/pgbackrest/backup.json; ${take}`,
    );
    expect([linked.code === 0, linked.text]).toEqual([false, expect.not.stringMatching(/^644/m)]);
    const long = await run(
      `mkdir -p /srv/data/pgbackrest; head -c 1000000 /dev/zero > /srv/data/pgbackrest/backup.json; ${take}`,
    );
    expect(long.text).toBe("644 65536");
  });

  it("AC-2: who loses a duty loses what is open, and who gains one does not", async () => {
    const people = (groups: string) =>
      `printf 'example:${groups}:Ann\\n' > /etc/bastide/people; ${bastide}/converge.d/06-people`;
    const { code, text } = await run(
      `${people("bastide-people,bastide-admin")}
      setpriv --reuid=example --regid=example --init-groups sleep 300 & sleep 1; pid=$!
      ${people("bastide-people,bastide-admin,bastide-operations")}; kill -0 $pid && echo goes on
      ${people("bastide-people,bastide-operations")}; sleep 1; kill -0 $pid 2> /dev/null && echo goes on || echo has ended`,
      "ROLE='gateway'\nPEOPLE_GROUPS='bastide-people bastide-admin bastide-operations bastide-database'\n",
      { "/usr/bin/loginctl": { content: "#!/bin/sh\nexit 1\n", mode: 0o755 } },
    );
    expect([code, text.split("\n").filter((line) => /goes on|ended/.test(line))]).toEqual([
      0,
      ["goes on", "has ended"],
    ]);
  });

  it("CM-4: no neighbour takes all the places at which logs are taken", async () => {
    const { code, text } = await run(`cd ${bastide}/logs; python3 -B -c '
import threading
from collections import Counter
from receive import MOST_EACH, Receiver
receiver = Receiver.__new__(Receiver)
receiver.open, receiver.lock, receiver.refused = Counter(), threading.Lock(), 0
print([receiver.enter("10.0.0.1") for _ in range(MOST_EACH + 1)].count(True) == MOST_EACH, receiver.refused, receiver.enter("10.0.0.2"))
receiver.leave("10.0.0.1")
print(receiver.enter("10.0.0.1"))'`);
    expect([code, text]).toEqual([0, "True 1 True\nTrue"]);
  });
});
