import { expect, it } from "vitest";

import type { Machine } from "../../../local-cloud/hosts";
import type { BootedHosts } from "../support/booted";
import { converged, sh } from "../support/converged";

const minutes = 60_000;

/** Everything of a host that a boot must leave as it is. What services keep on the volume is theirs. */
const manifest = (host: Machine): Promise<string> =>
  sh(
    host,
    `find /etc /usr/lib/bastide /srv -type f -not -path '/etc/systemd/network/*' -not -path '/srv/data/*/*' -exec sha256sum {} + | sort -k 2
     find /etc -type l -printf '%p %l\\n' | sort
     find /etc /usr/bin /usr/sbin /usr/lib/bastide -printf '%m %U %G %p\\n' | sort -k 4
     getent passwd; getent group; passwd -S root
     systemctl list-unit-files --no-legend | cut -d ' ' -f 1,2
     dpkg-query -W -f '\${Package} \${Version} \${db:Status-Abbrev}\\n'
     nft -s list ruleset | sed -e '/elements = .*}$/d' -e '/elements = /,/}/d'`,
  );

/** What a boot has to leave as it is. Comes last, since it boots. */
export function secondBoot({ hosts }: BootedHosts): void {
  it(
    "another run of becoming itself does nothing",
    async () => {
      for (const { host } of hosts()) {
        const before = await manifest(host);
        await sh(host, "systemctl restart bastide-converge.service");
        const again = await converged(host);
        expect(again.steps.filter(({ said }) => said !== "")).toEqual([]);
        expect(await manifest(host)).toBe(before);
      }
    },
    3 * minutes,
  );

  it(
    "a second boot, and cloud-init with it, changes nothing",
    async () => {
      for (const { host } of hosts()) {
        const before = await manifest(host);
        await host.reboot();
        const { cloudInit } = await host.waitFor();
        expect([cloudInit.status, cloudInit.errors, cloudInit.recoverableErrors]).toEqual(["done", [], {}]);
        await converged(host);
        expect(await manifest(host)).toBe(before);
      }
    },
    6 * minutes,
  );

  it("shows a change where there is one, so that the comparison is one", async () => {
    const [first] = hosts();
    if (first === undefined) throw new Error("There is no host.");
    const before = await manifest(first.host);
    await sh(first.host, "chmod 644 /etc/nftables.conf");
    expect(await manifest(first.host)).not.toBe(before);
    await sh(first.host, "chmod 640 /etc/nftables.conf");
    expect(await manifest(first.host)).toBe(before);
  });
}
