import { describe, expect, it } from "vitest";

import { staticFiles } from "../../infra/hosts/staticFiles";
import { layDisk, noDebian } from "./support/debian";
import { hostFiles } from "./support/hostFiles";

const note = noDebian === "" ? "" : ` (skipped: ${noDebian})`;
const check = "/usr/lib/bastide/before-reboot.d/10-neighbours";

/** An edge whose bucket answers with `/root/content` and the status in `/root/status`, and notes what it was asked for. */
const disk = (standIns: string) => {
  const files = hostFiles(
    [...staticFiles("baseline"), ...staticFiles("https")].filter(
      ({ path }) => path.startsWith("/usr/lib/bastide/channel/") || path === check,
    ),
  );
  const bucket = { endpoint: "s3.example.org", region: "r", name: "b", accessKey: "a", secretKey: "s" };
  return layDisk({
    ...files,
    "/etc/bastide/host.env": { content: "NAME='edge-1'\nROLE='edge'\nGATEWAY='192.0.2.1'\n" },
    "/etc/bastide/updates.env": { content: `SITE_STAND_INS='${standIns}'\nOTHER_STAND_INS=''\n` },
    "/var/lib/bastide/channel/channel.json": { content: JSON.stringify({ bucket }) },
    "/usr/bin/curl": {
      content: `#!/bin/sh
[ ! -e /root/away ] || exit 7
asked=$(cat); echo "$asked" | sed -n 's/^url = "\\(.*\\)"$/\\1/p' >> /root/asked
cp /root/content "$(echo "$asked" | sed -n 's/^output = "\\(.*\\)"$/\\1/p')"; cat /root/status
`,
      mode: 0o755,
    },
  });
};

/** `report MINUTES RESULT`: a report of so many minutes ago; `asks`: what the check says. */
const start = `printf 200 > /root/status
report() { printf '{"at":"%s","converge":{"result":"%s"}}' "$(date -u -d "-$1 minutes" +%FT%TZ)" "$2" > /root/content; }
report 5 done
asks() { if ${check} 2>&1; then echo yes; fi; }
`;

describe.skipIf(noDebian !== "")(`before an edge or a service reboots${note}`, () => {
  const one = "edge-2=198.51.100.2";

  it("each of its neighbours has told lately that it is well", async () => {
    const { text } = (await disk(`${one} edge-3=198.51.100.3`)).run(`${start} asks; cat /root/asked`);
    expect(text.split("\n")).toEqual([
      "yes",
      "https://s3.example.org/b/status/edge-2",
      "https://s3.example.org/b/status/edge-3",
    ]);
  });

  it("nobody is asked where nobody stands in for it", async () => {
    expect((await disk("")).run(`${start} touch /root/away; asks`).text).toBe("yes");
  });

  it.each([
    ["report 25 done", "edge-2 has told nothing for 25 minutes"],
    ["report 5 failed", "edge-2 is not what its files say"],
    ["printf 404 > /root/status", "edge-2 has told nothing yet (404)"],
    ["touch /root/away", "nobody can say how edge-2 is: curl ended with 7"],
    ["rm /var/lib/bastide/channel/channel.json", "there is no exchange bucket to ask"],
  ])("it stays after: %s", async (what, said) => {
    expect((await disk(one)).run(`${start} ${what}; asks`).text).toBe(said);
  });
});
