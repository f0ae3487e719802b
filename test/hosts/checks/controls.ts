import { expect, it } from "vitest";

import type { Machine } from "../../../local-cloud/hosts";
import { runIn } from "../../../local-cloud/hosts/namespaces";
import { run } from "../../../local-cloud/hosts/run";
import { temporaryFolder } from "../../support/temporaryFolder";
import type { Booted } from "../support/booted";
import { sh, works } from "../support/converged";

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
      const host = gateway();
      const scan = "systemctl start bastide-malware.service";
      // The EICAR test file, put together here so that this file isn't one, and its signature as ClamAV writes one: name, type, place, bytes.
      const virus = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("-");
      const hex = Buffer.from(virus).toString("hex");
      await host.writeFile("/var/lib/clamav/test.ndb", `Test.Virus:0:0:${hex}\n`);
      await host.writeFile("/srv/virus.com", virus);
      expect(await works(host, scan)).toBe(false);
      expect(await sh(host, "journalctl -q -u bastide-malware.service --no-pager -p crit")).toMatch(
        /MALWARE Test\.Virus\.UNOFFICIAL in \/srv\/virus\.com/,
      );
      expect(await sh(host, "stat -c %a /srv/virus.com")).toBe("0");
      // With signatures of something else it isn't.
      await host.writeFile("/var/lib/clamav/test.ndb", `Test.Other:0:0:${"ab".repeat(40)}\n`);
      expect(await sh(host, "clamscan --no-summary /srv/virus.com | grep -c FOUND || true")).toBe("0");
      await sh(host, "rm /srv/virus.com /var/lib/clamav/test.ndb");
    },
    10 * minutes,
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
      expect(await sh(host, "dpkg -s cron rsync 2> /dev/null | grep -c 'ok installed' || true")).toBe("0");
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
  const attempt = ["ssh", "-i", key, "-F", "none", ...options, `${login}@127.0.0.1`, "echo let in"];
  const { stdout, stderr } = await runIn(host.namespace, world, attempt);
  return `${stdout}${stderr}`;
}
