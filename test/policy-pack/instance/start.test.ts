import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { images, imagesReviewed } from "../../../catalogue/images";
import { requireBaseline } from "../../../policy-pack/instance/requireBaseline";
import { requireSupportedImage } from "../../../policy-pack/instance/requireSupportedImage";
import { requireWatchdog } from "../../../policy-pack/instance/requireWatchdog";
import { baseline } from "../../../policy-pack/lib/baseline";
import { cloudConfig, encoded } from "../support/baseline";
import { dataNode, gateway } from "../support/fixtures";
import { absent, accepts, change, messagesOf, refuses } from "../support/resource";

describe("requireSupportedImage", () => {
  refuses(requireSupportedImage, dataNode, [
    ["there is none", { image: absent }],
    ["it is one's own", { image: "private/12345" }],
    ["Linode has none of that name", { image: "linode/debian14" }],
    ["it gets no updates any more", { image: "linode/debian11" }],
    ["the baseline is not written for it", { image: "linode/ubuntu24.04" }],
  ]);

  it("refuses its own image from the day after its end", () => {
    vi.useFakeTimers({ now: Date.parse("2030-06-30T23:00:00Z") });
    expect(messagesOf(requireSupportedImage, dataNode)).toEqual([]);
    vi.setSystemTime(Date.parse("2030-07-01T00:00:01Z"));
    expect(messagesOf(requireSupportedImage, dataNode).join()).toContain("gets no security updates any more");
    vi.useRealTimers();
  });

  it("has dates that are dates, and has one image that today's hosts can start from", () => {
    for (const date of [imagesReviewed, ...images.map(({ supportedUntil }) => supportedUntil)]) {
      expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
    }
    expect(images.filter(({ baseline: isOurs }) => isOurs).map(({ id }) => id)).toEqual(["linode/debian13"]);
  });
});

describe("requireWatchdog", () => {
  refuses(requireWatchdog, dataNode, [
    ["a data node has it on", { watchdogEnabled: true }],
    ["a data node has Linode's default, which is on", { watchdogEnabled: absent }],
  ]);
  refuses(requireWatchdog, gateway, [["a gateway has it off", { watchdogEnabled: false }]]);
  accepts(requireWatchdog, gateway, [["a gateway has it on", { watchdogEnabled: true }]]);
});

describe("requireBaseline", () => {
  const seeded = (text: string) => ({ stackscriptData: { host: encoded(text) } });
  const edited = (from: string, to: string) => {
    expect(cloudConfig).toContain(from);
    return seeded(cloudConfig.replace(from, to));
  };
  refuses(requireBaseline, dataNode, [
    ["there is no configuration", { stackscriptData: absent }],
    ["it is a script", seeded("#!/bin/bash\napt-get install -y nftables auditd\n")],
    ["it is two configurations", { stackscriptData: { a: encoded(cloudConfig), b: encoded(cloudConfig) } }],
    [
      "metadata hands it a program besides",
      { interfaces: [{ purpose: "public" }], metadatas: [{ userData: encoded("#!/bin/sh\nid\n") }] },
    ],
    ["no script reads it", { stackscriptId: absent }],
    [
      "metadata never reaches it",
      { stackscriptData: absent, metadatas: [{ userData: encoded(cloudConfig) }] },
    ],
    ["passwords open the secure shell", edited("ssh_pwauth: false", "ssh_pwauth: true")],
    ["it says nothing of passwords", edited("ssh_pwauth: false\n", "")],
    ["it says it twice", edited("ssh_pwauth: false", "ssh_pwauth: false\nssh_pwauth: true")],
    ["root may log in", edited("disable_root: true", "disable_root: false")],
    ["the secure shell lets root in", edited("PermitRootLogin no", "PermitRootLogin prohibit-password")],
    [
      "one of two files lets root in",
      edited("PermitRootLogin no", "PermitRootLogin no\n      PermitRootLogin yes"),
    ],
    ["the setting is a comment", edited("PermitRootLogin no", "# PermitRootLogin no")],
    ["the setting is in another file", edited("/etc/ssh/sshd_config.d/10-keys.conf", "/root/10-keys.conf")],
    ["the secure shell takes passwords", edited("PasswordAuthentication no", "PasswordAuthentication yes")],
    [
      "hardware keys need not be verified",
      edited("PubkeyAuthOptions verify-required", "PubkeyAuthOptions none"),
    ],
    [
      "a key is not what is asked for",
      edited("AuthenticationMethods publickey", "AuthenticationMethods any"),
    ],
    [
      "certificates are taken besides people's own keys",
      edited("PubkeyAuthOptions verify-required", "TrustedUserCAKeys /etc/ssh/authorities"),
    ],
    [
      "no keys are taken, and no certificates",
      edited("PubkeyAuthOptions verify-required", "AuthorizedKeysFile none"),
    ],
    [
      "somebody has a key in software",
      edited(
        "lock_passwd: true",
        "lock_passwd: true\n    ssh_authorized_keys:\n      - ssh-ed25519 AAAAC3Nza officer",
      ),
    ],
    ["there is no packet filter", edited("  - nftables\n", "")],
    ["there is no audit", edited("  - auditd\n", "")],
    [
      "the packet filter lets everything in",
      edited("hook input priority 0; policy drop;", "hook input priority 0;"),
    ],
    [
      "the packet filter lets everything out",
      edited("hook output priority 0; policy drop;", "hook output priority 0;"),
    ],
    ["somebody has a password", edited("lock_passwd: true", "lock_passwd: false")],
    ["somebody has a hashed password", edited("lock_passwd: true", "lock_passwd: true\n    passwd: $6$x")],
    ["passwords are set", seeded(`${cloudConfig}chpasswd:\n  list: officer:x\n`)],
    ["it is written on one line", seeded(`#cloud-config\n{ ssh_pwauth: false, disable_root: true }\n`)],
  ]);
  accepts(requireBaseline, dataNode, [
    ["it is compressed", { stackscriptData: { host: gzipSync(cloudConfig).toString("base64") } }],
    ["it is not encoded", { stackscriptData: { host: cloudConfig } }],
    [
      "certificates alone are taken",
      edited(
        "PubkeyAuthOptions verify-required",
        "TrustedUserCAKeys /etc/ssh/authorities\n      AuthorizedKeysFile none",
      ),
    ],
    ["more packages are installed", edited("  - auditd\n", "  - auditd\n  - chrony\n")],
  ]);
  accepts(requireBaseline, gateway, [["metadata brings it", {}]]);

  it("says each part that is missing, all at once", () => {
    const [message = "", ...others] = messagesOf(
      requireBaseline,
      change(dataNode, seeded("#cloud-config\n")),
    );
    expect(others).toEqual([]);
    for (const { what } of baseline.filter(({ what }) => !what.startsWith("nobody"))) {
      expect(message).toContain(what);
    }
  });
});
