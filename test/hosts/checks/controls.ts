import { expect, it } from "vitest";

import type { Machine } from "../../../local-cloud/hosts";
import { runIn } from "../../../local-cloud/hosts/namespaces";
import { run } from "../../../local-cloud/hosts/run";
import { temporaryFolder } from "../../support/temporaryFolder";
import type { Booted } from "../support/booted";
import { converged, sh, works } from "../support/converged";

const minutes = 60_000;

/** One control, one check: each is also asked with the control switched off, where it has to say no. */
export function controls({ site, gateway, data }: Booted): void {
  it("CM-1: a volume that holds something is never formatted, and nothing on it can be run", async () => {
    const host = data();
    expect(await sh(host, "findmnt -no FSTYPE,OPTIONS /srv/data")).toMatch(
      /^ext4\s+(?=.*nosuid)(?=.*nodev)(?=.*noexec)/,
    );
    await sh(host, "cp /usr/bin/true /srv/data/true && echo kept > /srv/data/kept");
    expect(await works(host, "/srv/data/true")).toBe(false);
    await sh(host, "mount -o remount,exec /srv/data");
    expect(await works(host, "/srv/data/true")).toBe(true);
    await sh(host, "mount -o remount,noexec /srv/data && rm /srv/data/true");
    const step = "/usr/lib/bastide/converge.d/15-volume";
    await sh(host, '. /etc/bastide/host.env; systemctl stop srv-data.mount; e2label "$VOLUME" foreign');
    const refused = await host.exec(["bash", step]);
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining("nothing is formatted")]);
    await sh(host, `. /etc/bastide/host.env; e2label "$VOLUME" bastide-data; ${step}`);
    expect(await sh(host, "cat /srv/data/kept")).toBe("kept");
    // What needs the volume was stopped with it.
    await sh(host, "systemctl restart bastide-converge.service");
    await converged(host);
  });

  it("CM-2: an altered file is found by the daily check", async () => {
    const check = "systemctl start bastide-files.service";
    const host = gateway();
    expect(await works(host, check)).toBe(true);
    await sh(host, "echo '# planted' >> /etc/login.defs");
    expect(await works(host, check)).toBe(false);
    expect(await sh(host, "journalctl -q -u bastide-files.service --no-pager -p crit")).toMatch(
      /FILE-INTEGRITY.*\/etc\/login\.defs/,
    );
    // Without its picture of the files it finds nothing.
    await sh(host, "mv /var/lib/bastide/aide.db /root/kept.db");
    const seen = await sh(host, "aide --config /etc/aide.conf --check | grep -c login.defs || true");
    expect(seen).toBe("0");
    await sh(host, "mv /root/kept.db /var/lib/bastide/aide.db && sed -i '/^# planted$/d' /etc/login.defs");
  });

  it(
    "CM-3: a test virus is found and shut away",
    async () => {
      // The host whose way to signatures is the longest.
      const host = data();
      const { feeds } = site();
      const settings = "/etc/clamav/freshclam.conf";
      // ClamAV's own signatures are signed by its makers; a test's are taken from where the host is told, without.
      await sh(
        host,
        `cp ${settings} /root/kept; printf 'ExcludeDatabase %s\\n' main daily bytecode >> ${settings}
        echo 'DatabaseCustomURL https://database.clamav.net/test.ndb' >> ${settings}`,
      );
      const fetched = "systemctl start bastide-signatures.service";
      const scan = "systemctl start bastide-malware.service";
      const said = () => sh(host, "journalctl -q -u bastide-malware.service --no-pager -p err");
      // The EICAR test file, put together here so that this file isn't one, and its signature as ClamAV writes one: name, type, place, bytes.
      const virus = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("-");
      await host.writeFile("/srv/virus.com", virus);
      expect(await works(host, scan)).toBe(false);
      expect(await said()).toMatch(/signatures are older than three days, or there are none/);
      feeds.signatures = `Test.Virus:0:0:${Buffer.from(virus).toString("hex")}\n`;
      await sh(host, fetched);
      expect(feeds.asked).toContain("database.clamav.net/test.ndb");
      expect(await works(host, scan)).toBe(false);
      expect(await said()).toMatch(/MALWARE Test\.Virus\.UNOFFICIAL in \/srv\/virus\.com/);
      expect(await sh(host, "stat -c %a /srv/virus.com")).toBe("0");
      // With signatures of something else it isn't.
      feeds.signatures = `Test.Other:0:0:${"ab".repeat(40)}\n`;
      await sh(host, `rm /var/lib/clamav/test.ndb; ${fetched}; chmod 644 /srv/virus.com`);
      expect(await works(host, scan)).toBe(true);
      // Without the way through the gateway none come.
      await sh(host, `sed -i '/^HTTPProxy/d' ${settings}`);
      expect(await works(host, `rm /var/lib/clamav/test.ndb; ${fetched}`)).toBe(false);
      await sh(host, `mv /root/kept ${settings}; rm -f /srv/virus.com /var/lib/clamav/*`);
    },
    10 * minutes,
  );

  it(
    "VI-1: an old package is found by the daily check",
    async () => {
      const { feeds } = site();
      const check = "systemctl start bastide-packages.service";
      const install = (version: string) =>
        `rm -rf /tmp/old; mkdir -p /tmp/old/DEBIAN; printf 'Package: aged\\nVersion: ${version}\\nArchitecture: all\\nMaintainer: nobody <nobody@example.com>\\nDescription: of a test\\n' > /tmp/old/DEBIAN/control
        dpkg-deb -b /tmp/old /var/tmp/aged.deb > /dev/null; dpkg -i /var/tmp/aged.deb > /dev/null; rm -r /tmp/old /var/tmp/aged.deb`;
      feeds.vulnerable = [{ package: "aged", fixed: "2.0", id: "CVE-2026-0001" }];
      for (const host of [gateway(), data()]) {
        expect([host.name, await works(host, check)]).toEqual([host.name, true]);
        await sh(host, install("1.0"));
        expect([host.name, await works(host, check)]).toEqual([host.name, false]);
        expect(await sh(host, "journalctl -q -u bastide-packages.service --no-pager -p err")).toMatch(
          /VULNERABLE aged/,
        );
        await sh(host, install("2.0"));
        expect([host.name, await works(host, check)]).toEqual([host.name, true]);
        await sh(host, "dpkg -P aged > /dev/null");
      }
      // It is the gateway that lets the tracker's name through: without the name the check can't say that all is well.
      await sh(gateway(), "sed -i.kept '/tracker/d' /etc/tinyproxy/names; systemctl restart tinyproxy");
      expect(await works(data(), check)).toBe(false);
      await sh(gateway(), "mv /etc/tinyproxy/names.kept /etc/tinyproxy/names; systemctl restart tinyproxy");
      expect(await works(data(), check)).toBe(true);
    },
    3 * minutes,
  );

  it("CM-4: what happens is written down, and what people do as root", async () => {
    const host = gateway();
    const logged = async (mark: string) => {
      await sh(host, `logger ${mark}; sleep 1`);
      return works(host, `grep -rqs ${mark} /var/log/syslog`);
    };
    expect(await logged("written-by-a-test")).toBe(true);
    await sh(host, "systemctl stop syslog.socket rsyslog.service");
    expect(await logged("written-to-nobody")).toBe(false);
    await sh(host, "systemctl start rsyslog.service");
    expect(await works(host, "sudo -n true first-mark", "amara")).toBe(true);
    expect(await works(host, "grep -q first-mark /var/log/sudo.log")).toBe(true);
    await sh(host, "sed -i.kept '/logfile/d' /etc/sudoers.d/10-bastide");
    expect(await works(host, "sudo -n true second-mark", "amara")).toBe(true);
    expect(await works(host, "grep -q second-mark /var/log/sudo.log")).toBe(false);
    await sh(host, "mv /etc/sudoers.d/10-bastide.kept /etc/sudoers.d/10-bastide");
  });

  it(
    "CM-5, AC-1: neither a password nor root nor a key in software gets in",
    async () => {
      const host = gateway();
      const folder = temporaryFolder({});
      const key = `${folder}/key`;
      const tried = (login: string) => answer(site().world.id, host, key, login);
      await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key]);
      const { stdout: line } = await run(["cat", `${key}.pub`]);
      for (const login of ["amara", "root"])
        await sh(host, `echo '${line.trim()}' >> /etc/ssh/people/${login}`);
      expect(await tried("amara")).toMatch(/Permission denied \(publickey\)/);
      expect(await tried("root")).toMatch(/Permission denied \(publickey\)/);
      // With each of the settings gone, the same key is let in.
      const weaker = async (lines: string) => {
        await sh(
          host,
          `printf '${lines}' > /etc/ssh/sshd_config.d/00-weak.conf; systemctl reload ssh; sleep 1`,
        );
      };
      await weaker("PubkeyAcceptedAlgorithms ssh-ed25519\\n");
      expect(await tried("amara")).toContain("let in");
      expect(await tried("root")).toMatch(/Permission denied/);
      await weaker("PubkeyAcceptedAlgorithms ssh-ed25519\\nPermitRootLogin yes\\nAllowGroups root\\n");
      expect(await tried("root")).toContain("let in");
      await weaker("PasswordAuthentication yes\\nAuthenticationMethods any\\n");
      expect(await tried("amara")).toMatch(/password/);
      await sh(
        host,
        "rm /etc/ssh/sshd_config.d/00-weak.conf /etc/ssh/people/root; sed -i '/ ssh-ed25519 \\|^ssh-ed25519/d' /etc/ssh/people/amara; systemctl reload ssh",
      );
      expect(await sh(host, "passwd -S root | cut -d ' ' -f 2")).toBe("L");
    },
    2 * minutes,
  );

  it("VI-3: a full disk of logs shuts no administrator out", async () => {
    const host = gateway();
    const key = `${temporaryFolder({})}/key`;
    await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key]);
    const { stdout: line } = await run(["cat", `${key}.pub`]);
    await sh(
      host,
      `cp -p /etc/ssh/people/amara /root/kept; echo '${line.trim()}' >> /etc/ssh/people/amara
      echo 'PubkeyAcceptedAlgorithms ssh-ed25519' > /etc/ssh/sshd_config.d/00-weak.conf; systemctl reload ssh
      mount -t tmpfs -o size=64k tmpfs /var/log; cat /dev/zero > /var/log/full 2> /dev/null || true`,
    );
    expect(await sh(host, "df --output=pcent /var/log | tail -n 1")).toBe("100%");
    expect(await answer(site().world.id, host, key, "amara")).toContain("may administer");
    // A setting that would shut them out.
    await sh(host, "echo 'Defaults !ignore_logfile_errors' > /etc/sudoers.d/99-strict");
    expect(await answer(site().world.id, host, key, "amara")).not.toContain("may administer");
    await sh(
      host,
      `rm /etc/sudoers.d/99-strict /etc/ssh/sshd_config.d/00-weak.conf; umount /var/log
      mv /root/kept /etc/ssh/people/amara; systemctl reload ssh`,
    );
  });

  it("CM-6, AC-2: who has no duty can't become root, and the database's keepers can do with it what their duty needs", async () => {
    const host = data();
    await sh(host, "useradd -m -G bastide-people idle; useradd -m -G bastide-people,bastide-database keeper");
    const becomes = (who: string, whom: string) => works(host, `sudo -n -u ${whom} true`, who);
    expect(await becomes("amara", "root")).toBe(true);
    expect(await becomes("idle", "root")).toBe(false);
    expect(await becomes("keeper", "root")).toBe(false);
    expect(await becomes("keeper", "postgres")).toBe(false);
    expect(await works(host, "sudo -n -l -u postgres /usr/lib/bastide/cluster list", "keeper")).toBe(true);
    await sh(host, "usermod -aG bastide-admin idle");
    expect(await becomes("idle", "root")).toBe(true);
    await sh(host, "userdel -r idle 2> /dev/null; userdel -r keeper 2> /dev/null");
    await sh(host, "/usr/lib/bastide/converge.d/86-not-for-others");
  });

  it("CM-7: only three programs run as somebody else, modules are shut out, unneeded packages are gone", async () => {
    const setuid = "find / -xdev -type f -perm /6000 -not -path '/proc/*' | sort";
    const allowed = [
      "/usr/bin/sudo",
      "/usr/lib/dbus-1.0/dbus-daemon-launch-helper",
      "/usr/libexec/pam-tmpdir/pam-tmpdir-helper",
    ];
    for (const host of [gateway(), data()]) {
      expect((await sh(host, setuid)).split("\n")).toEqual(allowed);
      for (const module of ["dccp", "usb-storage", "squashfs"])
        expect((await sh(host, `modprobe -n -v ${module}`)).trim()).toBe("install /bin/false");
      expect(await works(host, "modprobe dccp")).toBe(false);
      expect(
        await sh(host, "dpkg -s cron rsync systemd-timesyncd 2> /dev/null | grep -c 'ok installed' || true"),
      ).toBe("0");
    }
    const host = gateway();
    await sh(
      host,
      "chmod u+s /usr/bin/chsh; rm -f /run/modprobe; mv /etc/modprobe.d/bastide.conf /root/kept",
    );
    expect((await sh(host, setuid)).split("\n")).toContain("/usr/bin/chsh");
    expect((await host.exec(["modprobe", "-n", "-v", "dccp"])).stdout).not.toContain("/bin/false");
    await sh(host, "chmod u-s /usr/bin/chsh; mv /root/kept /etc/modprobe.d/bastide.conf");
  });
}

/** What an attempt to log in with a key ends with: `let in`, or what the daemon says. */
async function answer(world: string, host: Machine, key: string, login: string): Promise<string> {
  const options = [
    ...["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes"],
    "KexAlgorithms=+sntrup761x25519-sha512@openssh.com",
  ].flatMap((option) => ["-o", option]);
  const attempt = [
    "ssh",
    "-i",
    key,
    "-F",
    "none",
    ...options,
    `${login}@127.0.0.1`,
    "echo let in; sudo -n true && echo may administer",
  ];
  const { stdout, stderr } = await runIn(host.namespace, world, attempt);
  return `${stdout}${stderr}`;
}
