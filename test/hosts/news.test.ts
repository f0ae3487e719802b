import { describe, expect, it } from "vitest";

import { staticFiles } from "../../infra/hosts/staticFiles";
import type { HostFile } from "../../local-cloud/hosts";
import { layDisk, noDebian } from "./support/debian";
import { hostFiles } from "./support/hostFiles";

const note = noDebian === "" ? "" : ` (skipped: ${noDebian})`;
const program = (content: string): HostFile => ({ content: `#!/bin/sh\n${content}\n`, mode: 0o755 });
const channel = "/usr/lib/bastide/channel";

/** A host that has become itself, and whose bucket answers what `/root/status` says, with `/root/content`. */
const disk = () => {
  const files = hostFiles(
    staticFiles("baseline").filter(
      ({ path }) => path.startsWith(`${channel}/`) || path === "/usr/lib/bastide/findings",
    ),
  );
  const bucket = { endpoint: "s3.example.org", region: "r", name: "b", accessKey: "a", secretKey: "s" };
  return layDisk({
    ...files,
    "/etc/bastide/host.env": { content: "NAME='x'\nROLE='gateway'\nSERVICES=''\n" },
    "/var/lib/bastide/channel/channel.json": {
      content: JSON.stringify({ identity: "none", verifyKey: "none", bucket }),
    },
    "/usr/bin/systemctl": program('[ "$3" != ActiveState ] || echo active'),
    "/usr/bin/curl": program(
      `[ ! -e /root/away ] || exit 7
out=$(sed -n 's/^output = "\\(.*\\)"$/\\1/p'); cp /root/content "$out"; cat /root/status`,
    ),
  });
};

const start = `mkdir -p /var/lib/bastide-findings /run/bastide; echo -n nonsense > /root/content
news() { printf "$1" > /root/status; if ${channel}/news > /root/said 2>&1; then echo fine; else echo fails; fi; cat /root/said; }
measures() { python3 -B /usr/lib/bastide/findings > /dev/null; grep bastide_channel /var/lib/bastide-findings/findings.prom; }
`;

describe.skipIf(noDebian !== "")(`hearing of news${note}`, () => {
  it.each([200, 304, 404])("is done where the bucket answers %s, and measured", async (status) => {
    const { text } = (await disk()).run(`${start} news ${status} | head -1; measures; date +%s`);
    const [, , heard, now] =
      /^(fine)\nbastide_channel_heard_timestamp_seconds (\d+)\nbastide_channel_incidents_total 0\n(\d+)$/
        .exec(text)
        ?.map(Number) ?? [];
    expect((now ?? Number.NaN) - (heard ?? 0), text).toBeLessThan(10);
  });

  it.each([401, 403])("fails where the bucket answers %s", async (status) => {
    const { text } = (await disk()).run(`${start} news ${status}; measures`);
    expect(text).toMatch(
      /^fails\nthe exchange bucket refuses to be asked .*\nbastide_channel_incidents_total 0$/,
    );
  });

  it("measures when the message was made that the host runs by", async () => {
    const { text } = (await disk()).run(
      `${start} echo -n 1795614703536 > /var/lib/bastide/channel/serial; measures`,
    );
    expect(text).toMatch(/^bastide_channel_message_timestamp_seconds 1795614703$/m);
  });

  it.each([
    ["active", 200, "restart --no-block bastide-converge.service"],
    ["active", 304, "none"],
    ["activating", 200, "start --no-block bastide-shut-out.service"],
    ["activating", 304, "none"],
    ["inactive", 200, "none"],
  ])("where the steps are %s and the bucket answers %s, does: %s", async (state, status, done) => {
    const { text } = (await disk()).run(
      `${start} echo '[ "$3" != ActiveState ] || echo ${state}; case $1 in *start) echo "$@" > /root/done ;; esac' > /root/bin
       { echo '#!/bin/sh'; cat /root/bin; } > /usr/bin/systemctl; touch /var/lib/bastide/channel/reported
       news ${status} > /dev/null; cat /root/done 2> /dev/null || echo none`,
    );
    expect(text).toBe(done);
  });

  it("runs the steps again that were on their way when a message was taken", async () => {
    const { text } = (await disk()).run(
      `${start} sed -i '$a case $1 in restart) echo "$@" > /root/done ;; esac' /usr/bin/systemctl; touch /run/bastide/rerun
       news 304 > /dev/null; cat /root/done`,
    );
    expect(text).toBe("restart --no-block bastide-converge.service");
  });

  it("leaves the time when it last heard where nothing answers", async () => {
    const { text } = (await disk()).run(
      `${start} echo 5 > /var/lib/bastide/channel/heard; touch /root/away; news 200; measures`,
    );
    expect(text).toMatch(/^fine\nthe exchange bucket does not answer: .*\nbastide_channel_heard_\S+ 5\n/);
  });

  it("does not hear where its message was there and is gone", async () => {
    const { text } = (await disk()).run(
      `${start} echo 5 > /var/lib/bastide/channel/heard; echo x > /var/lib/bastide/channel/message; news 404; measures`,
    );
    expect(text).toMatch(/^bastide_channel_heard_timestamp_seconds 5$/m);
  });

  it("counts what was refused", async () => {
    const { text } = (await disk()).run(
      `${start} printf 200 > /root/status; ${channel}/take 2> /dev/null; rm /var/lib/bastide/channel/seen; ${channel}/take 2> /dev/null; measures`,
    );
    expect(text.match(/^INCIDENT a message was refused/gm)).toHaveLength(2);
    expect(text).toMatch(/^bastide_channel_incidents_total 2$/m);
  });
});
