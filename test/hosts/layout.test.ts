import { describe, expect, it } from "vitest";

import { staticFiles } from "../../infra/hosts/staticFiles";
import type { HostFile } from "../../local-cloud/hosts";
import { layDisk, noDebian } from "./support/debian";
import { hostFiles } from "./support/hostFiles";

const note = noDebian === "" ? "" : ` (skipped: ${noDebian})`;
const program = (content: string): HostFile => ({ content: `#!/bin/sh\n${content}\n`, mode: 0o755 });

/** A host's channel, and a systemd that notes what it is asked and fails while there is a file `/root/fails`. */
const disk = () => {
  const files = hostFiles(
    staticFiles("baseline").filter(({ path }) => path.startsWith("/usr/lib/bastide/channel/")),
  );
  return layDisk({
    ...files,
    "/etc/bastide/host.env": { content: "NAME='x'\n" },
    "/usr/bin/systemctl": program('echo "asked: $*"; [ ! -e /root/fails ] || [ "$1" = daemon-reload ]'),
    "/usr/bin/systemd-run": program('while [ "$1" != /usr/sbin/nft ]; do shift; done; exec "$@"'),
  });
};

/** `lay SERIAL RULES` lays a message with that ruleset. */
const start = `mkdir -p /run/bastide /var/lib/bastide/channel
lay() { PYTHONUNBUFFERED=1 python3 -B -c '
import sys, json
sys.path.insert(0, "/usr/lib/bastide/channel")
import layout
text = "#cloud-config\\n" + json.dumps({"write_files": [{"path": "/etc/nftables.conf", "content": sys.argv[2]}]})
try:
    layout.lay_out((int(sys.argv[1]), text, {}))
except Exception as error:
    print(f"{type(error).__name__}: {error}")
' "$@"; cat /var/lib/bastide/channel/serial 2> /dev/null || printf none; echo; }
`;
const good = "'flush ruleset\ntable inet x { }\n'";
const reload = "asked: daemon-reload\nasked: try-reload-or-restart nftables.service\n";

describe.skipIf(noDebian !== "")(`laying a message out${note}`, () => {
  it("loads what it laid once, and again after a boot", async () => {
    const { text } = (await disk()).run(
      `${start} lay 1 ${good}; lay 1 ${good}; rm /run/bastide/loaded; lay 1 ${good}`,
    );
    expect(text).toBe(`files of message 1: /etc/nftables.conf\n${reload}1\n1\n${reload}1`);
  });

  it("loads again what could not be loaded, and is not done before", async () => {
    const { text } = (await disk()).run(
      `${start} touch /root/fails; lay 1 ${good}; lay 1 ${good}; rm /root/fails; lay 1 ${good}; lay 1 ${good}`,
    );
    const failed = /CalledProcessError: .*nftables.service.*\nnone\n/;
    expect(text).toMatch(
      new RegExp(
        `^files of message 1: /etc/nftables.conf\n${reload}${failed.source}${reload}${failed.source}${reload}1\n1$`,
      ),
    );
  });

  it("loads what was laid anew over what somebody had changed", async () => {
    const { text } = (await disk()).run(
      `${start} lay 1 ${good} > /dev/null; echo '# planted' >> /etc/nftables.conf; lay 1 ${good}`,
    );
    expect(text).toBe(`files of message 1: /etc/nftables.conf\n${reload}1`);
  });

  it("lays nothing of a message whose firewall can't be loaded", async () => {
    const { text } = (await disk()).run(
      `${start} lay 1 ${good} > /dev/null; lay 2 'table inet x { chain y { nonsense } }'; cat /etc/nftables.conf; lay 3 ${good}`,
    );
    expect(text).toMatch(
      /^Broken: its firewall rules can't be loaded: \/etc\/nftables\.conf:1:.*Error: .*\n1\nflush ruleset\ntable inet x \{ \}\n/,
    );
    expect(text).toMatch(/\n3$/);
  });
});
