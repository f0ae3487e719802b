import { describe, expect, it, vi } from "vitest";

import { makeAuthority } from "../../local-cloud/hosts";
import { layDisk, noDebian } from "./support/debian";
import { laidFiles, productionHost, secretsOf } from "./support/laid";

const note = noDebian === "" ? "" : ` (skipped: ${noDebian})`;

/** A data node with somebody who may become root, whose sessions sudo records. */
const ready = `set -e
echo "127.0.0.1 localhost $(hostname)" > /etc/hosts
groupadd -f bastide-people; groupadd -f bastide-admin
useradd -m -G bastide-people,bastide-admin sam
mkdir -p -m 700 /var/log/sudo-io /var/lib/bastide
records() { runuser -u sam -- sudo -n head -c "$1" /dev/urandom > /dev/null 2>&1; }
limits() { ROOM=$1 STATE_DIRECTORY=/var/lib/bastide /usr/lib/bastide/limit-recordings; }
there() { (cd /var/log/sudo-io; ls -d ??/??/?? | tr -d / | paste -sd ' '); }
measure() { STATE_DIRECTORY=/tmp /usr/lib/bastide/findings > /dev/null 2>&1; grep bastide_recordings /tmp/findings.prom; }
`;

describe.skipIf(noDebian !== "")(`recordings of sessions${note}`, () => {
  vi.setConfig({ testTimeout: 120_000 });
  const said = async (script: string): Promise<string[]> => {
    const host = productionHost("account-fr-par-data-1");
    const disk = await layDisk(laidFiles(host, await secretsOf(host, await makeAuthority())));
    return disk.run(`${ready}${script}`).text.split("\n");
  };

  it("go where their room is full, the largest first, and each is told of", async () => {
    const text = await said(`
records 3000; records 5000000; records 3000000; records 2000
there; limits 20000000; there; measure
limits 4000000; there; measure`);
    expect(text).toEqual([
      "000001 000002 000003 000004",
      "000001 000002 000003 000004",
      expect.stringMatching(/^bastide_recordings_bytes 8\d{6}$/),
      "bastide_recordings_limit_bytes 20000000",
      "bastide_recordings_removed_total 0",
      "<2>RECORDINGS 000002 of sam (4 MiB) was removed: the room for recordings is full",
      "000001 000003 000004",
      expect.stringMatching(/^bastide_recordings_bytes 3\d{6}$/),
      "bastide_recordings_limit_bytes 4000000",
      "bastide_recordings_removed_total 1",
    ]);
  });

  it("of a session that fills a quarter of the room alone end with it, and stay", async () => {
    const text = await said(`
runuser -u sam -- sudo -n bash -c 'head -c 3000000 /dev/urandom; exec sleep 61' > /dev/null 2>&1 &
until [ "$(du -s --block-size=1 /var/log/sudo-io | cut -f 1)" -gt 3000000 ]; do sleep 0.1; done
limits 14000000; pgrep -c sleep
limits 11000000; wait; pgrep -c sleep || true; there`);
    expect(text).toEqual([
      "1",
      "<2>RECORDINGS 000001 of sam (2 MiB) was ended: it took a quarter of the room alone",
      "0",
      "000001",
    ]);
  });
});
