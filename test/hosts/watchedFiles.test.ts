import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { staticFiles } from "../../infra/hosts/staticFiles";
import type { HostFile } from "../../local-cloud/hosts";
import { layDisk, noDebian } from "./support/debian";
import { hostFiles } from "./support/hostFiles";

const note = noDebian === "" ? "" : ` (skipped: ${noDebian})`;
const watched = "/usr/lib/bastide/watched-files";

/** The baseline's own programs and settings; all of Debian's files would take each of aide's runs seconds. */
async function disk(more: Readonly<Record<string, HostFile>> = {}) {
  const files = hostFiles(
    staticFiles("baseline").filter(({ path }) => !path.startsWith("/usr/lib/bastide/converge.d/")),
  );
  const conf = readFileSync(join(__dirname, "../../infra/hosts/files/baseline/etc/aide.conf"), "utf8");
  const program = (said: string, code: number): HostFile => ({
    content: `#!/bin/sh\n${said}\nexit ${code}\n`,
    mode: 0o755,
  });
  return layDisk({
    ...files,
    "/etc/aide.conf": { content: conf.replace(/^\/(?!etc|usr\/local).*\n/gm, ""), mode: 0o640 },
    "/usr/bin/debsums": program("echo DEBSUMS-RAN; cat /root/debsums 2> /dev/null", 0),
    "/usr/bin/systemd-cat": program("cat >> /root/log", 0),
    "/usr/lib/bastide/channel/report": program("", 0),
    "/usr/lib/bastide/converge.d/11-message": program(
      "if [ -e /root/message ]; then mv /root/message /etc/bastide-message; echo laid; fi",
      0,
    ),
    ...more,
  });
}

/** Begins with a picture; `green` and `red` say what the daily check comes to. */
const start = `mkdir -p /var/lib/bastide /run/bastide /root/p/DEBIAN /root/p/etc
aide --config /etc/aide.conf --init > /dev/null; mv /var/lib/bastide/aide.db.new /var/lib/bastide/aide.db
printf 'Package: updated\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@example.org>\\nDescription: x\\n' > /root/p/DEBIAN/control
echo new > /root/p/etc/updated; dpkg-deb -b /root/p /root/updated.deb > /dev/null
update() { apt-get install -qq -y /root/updated.deb > /dev/null 2>&1 || echo "apt fails"; }
message() { echo "$1" > /root/message; /usr/lib/bastide/converge >> /root/converge.log 2>&1 || echo "converge fails"; }
check() { if ${watched} check > /root/check.log; then echo green; else echo red; fi; grep -o 'FILE-INTEGRITY.*' /root/check.log | grep -v DEBSUMS || true; }
`;

describe.skipIf(noDebian !== "")(`watched files${note}`, () => {
  it("stay green when a package is updated or a message laid, and say what was accepted", async () => {
    const { text } = (await disk()).run(
      `${start} update; check; message one; check; message two; check; cat /root/log /root/converge.log`,
    );
    expect(text.split("\n").slice(0, 3)).toEqual(["green", "green", "green"]);
    expect(text).toMatch(/<5>FILE-INTEGRITY accepted after a change of ours: \S+: \/etc\/updated/);
    expect(text).toMatch(/<5>FILE-INTEGRITY accepted after a change of ours: \S+: \/etc\/bastide-message/);
    expect(text).toMatch(
      /<5>FILE-INTEGRITY accepted after a change of ours: f = .*H.*: \/etc\/bastide-message/,
    );
  });

  it("are found when tampered with, between changes of ours", async () => {
    const { text } = (await disk()).run(
      `${start} update; echo '# planted' >> /etc/login.defs; check; message one; check`,
    );
    const red = /^red\nFILE-INTEGRITY f.*: \/etc\/login\.defs\nFILE-INTEGRITY watched files have changed/;
    expect(text).toMatch(red);
    expect(text.slice(text.lastIndexOf("red"))).toMatch(red);
  });

  it.each(["update", "message one"])(
    "are a finding for good where %s came right after the tampering",
    async (change) => {
      const planted = "echo '# planted' >> /etc/login.defs";
      const { text } = (await disk()).run(
        `${start} ${planted}; ${change}; cat /root/log /root/converge.log 2> /dev/null || true
        check; message another; check; /usr/lib/bastide/findings > /dev/null 2>&1 || true
        SUDO_USER=amy ${watched} settle; check`,
      );
      expect(text).toMatch(/<2>FILE-INTEGRITY before a change of ours: f.*: \/etc\/login\.defs/);
      expect(text).not.toMatch(/accepted .*login\.defs/);
      expect(text.match(/^(?:red|green)$/gm)).toEqual(["red", "red", "green"]);
      expect(text.match(/^FILE-INTEGRITY f.*: \/etc\/login\.defs$/gm)).toHaveLength(2);
      expect(text).toMatch(/<5>FILE-INTEGRITY settled by amy: f.*: \/etc\/login\.defs/);
    },
  );

  it("are a finding where a run put back what was tampered with", async () => {
    const { text } = (await disk()).run(
      `${start} cp /etc/login.defs /root/kept; echo '# planted' >> /etc/login.defs
      printf '#!/bin/sh\\ncp /root/kept /etc/login.defs; echo mended\\n' > /usr/lib/bastide/converge.d/12-mend
      chmod +x /usr/lib/bastide/converge.d/12-mend; message one; check`,
    );
    expect(text).toMatch(/^red\nFILE-INTEGRITY f.*: \/etc\/login\.defs\n/);
  });

  it("take what a run changed that was killed as nobody's", async () => {
    const { text } = (await disk()).run(
      `${start} sleep 0 & pid=$!; ${watched} begin $$; echo half > /etc/half; mv /run/bastide/changing/$$ /run/bastide/changing/$pid
      wait; message one; check`,
    );
    expect(text).toMatch(/^red\nFILE-INTEGRITY f.*: \/etc\/half\n/);
  });

  it("are accepted once, by who ends last, where an update came in a run", async () => {
    const { text } = (await disk()).run(
      `${start} ${watched} begin $$; update; test -e /root/log && cat /root/log; ${watched} end $$ unchanged; check`,
    );
    expect(text).toMatch(/accepted after a change of ours: \S+: \/etc\/updated\ngreen$/);
  });
});

describe.skipIf(noDebian !== "")(`the daily check of watched files${note}`, () => {
  it("says that it could not check, keeps the last report, and looks at packages all the same", async () => {
    const { text } = (await disk()).run(
      `${start} check > /dev/null; cp /var/lib/bastide/files.txt /root/last; echo nonsense >> /etc/aide.conf
      check; cmp /root/last /var/lib/bastide/files.txt && echo kept; cat /root/check.log`,
    );
    expect(text).toMatch(/^red\n/);
    expect(text).toMatch(/<2>FILE-INTEGRITY could not check: aide ended with 17/);
    expect(text).not.toMatch(/files have changed/);
    expect(text).toMatch(/^kept$/m);
    expect(text).toMatch(/DEBSUMS-RAN/);
  });

  it("says so without a picture, too", async () => {
    const { text } = (await disk()).run(`${start} rm /var/lib/bastide/aide.db; check`);
    expect(text).toMatch(/^red\n[\s\S]*could not check: aide ended with 18/);
  });

  it("names fifty of many, and goes on to its end", async () => {
    const { text } = (await disk()).run(
      `${start} mkdir /usr/local/many; (cd /usr/local/many; seq 8000 | xargs touch); check; grep -c DEBSUMS /root/check.log`,
    );
    const lines = text.split("\n");
    expect(lines[0]).toBe("red");
    expect(lines.filter((line) => /^FILE-INTEGRITY \S+: \//.test(line))).toHaveLength(50);
    expect(lines.slice(-2)).toEqual([expect.stringMatching(/watched files have changed/), "1"]);
  });
});
