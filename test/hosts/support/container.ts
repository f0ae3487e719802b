/**
 * What hosts on this machine can't do or be, because they have no kernel, disk or console of their own, and why. A server on Linode has
 * no such excuse; nothing else may be in here.
 */

/** Units that a host can't run, with the reason. */
export const excusedUnits: Readonly<Record<string, string>> = {
  "acct.service": "Process accounting is the kernel's, which is this machine's.",
  "usbguard.service": "There is no USB in /sys that a host may watch.",
  "usbguard-dbus.service": "As usbguard.service, which it needs.",
};

const kernel = "A setting of the kernel, which is this machine's: the host can't write it.";

/** Tests of Lynis that a host can't pass, as its profile names them (`TEST` or `TEST:DETAIL`), with the reason. */
export const excusedLynisTests: Readonly<Record<string, string>> = {
  "KRNL-6000:dev.tty.ldisc_autoload": kernel,
  "KRNL-6000:fs.protected_fifos": kernel,
  "KRNL-6000:fs.protected_regular": kernel,
  "KRNL-6000:fs.protected_symlinks": kernel,
  "KRNL-6000:kernel.core_uses_pid": kernel,
  "KRNL-6000:kernel.ctrl-alt-del": kernel,
  "KRNL-6000:kernel.kptr_restrict": kernel,
  "KRNL-6000:kernel.unprivileged_bpf_disabled": kernel,
  "ACCT-9628": "The kernel lets no container have its audit subsystem, so auditd is off.",
};

/** Tests of Lynis that our own design can't pass, here or on Linode, with the reason, and the roles that it isn't asked of. */
export const declinedLynisTests: Readonly<
  Record<string, { readonly why: string; readonly notOf: readonly string[] }>
> = {
  "NETW-2705": {
    why: "It wants two resolvers; a host asks its gateway's alone (NW-4), and that asks two over TLS.",
    notOf: ["gateway"],
  },
};

/** Services of Debian's that are exposed more than ours may be, how much at most, and why. */
export const exposedUnits: Readonly<Record<string, { readonly most: number; readonly why: string }>> = {
  "unattended-upgrades.service": {
    most: 9.6,
    why: "It only waits, so that an update ends before the host goes off.",
  },
  "dbus.service": { most: 9.3, why: "systemd talks through it, and starts services by it as other users." },
  "console-getty.service": {
    most: 9.6,
    why: "Only a container has it; on Linode it is Lish, behind the account.",
  },
};
