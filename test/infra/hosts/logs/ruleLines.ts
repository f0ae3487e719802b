/** Lines of one rule as hosts send them: those that it is for, and those beside it that it has to pass. */
export interface RuleLines {
  readonly rule: string;
  /** Who says them. */
  readonly program: string;
  readonly matches: readonly string[];
  readonly passes: readonly string[];
}

const call = (fields: string, key: string): string =>
  `type=SYSCALL msg=audit(1764108000.123:456): arch=c000003e syscall=59 success=yes exit=0 a0=7f a1=7f a2=7f a3=8 items=2 ppid=812 pid=901 ${fields} subj=unconfined key="${key}"`;
const person = "auid=1001 uid=1001 gid=1001 euid=0";
const nobody = "auid=4294967295 uid=0 gid=0 euid=0";
const asRoot = (command: string): string =>
  `amy : TTY=pts/0 ; PWD=/home/amy ; USER=root ; TSID=000001 ; COMMAND=${command}`;

/** Every rule, both ways. */
export const ruleLines: readonly RuleLines[] = [
  {
    rule: "guessed-log-ins",
    program: "sshd-session",
    matches: [
      "Invalid user admin from 10.64.9.1 port 5",
      "Failed publickey for root from 10.64.9.1 port 5 ssh2",
      "error: maximum authentication attempts exceeded for amy from 10.64.9.1 port 5 ssh2 [preauth]",
      "Connection closed by authenticating user amy 10.64.9.1 port 5 [preauth]",
      "User postgres from 10.64.9.1 not allowed because not listed in AllowUsers",
    ],
    passes: [
      "Accepted publickey for amy from 10.64.9.1 port 5 ssh2: ED25519-SK SHA256:abc",
      "Connection closed by 10.64.9.1 port 5 [preauth]",
      "Disconnected from user amy 10.64.9.1 port 5",
    ],
  },
  {
    rule: "guessed-log-ins",
    program: "bastide-database",
    matches: [
      "user=eve db=bastide client=10.64.9.2 FATAL:  password authentication failed for user [withheld]",
      "user=eve db=bastide client=10.64.9.2 FATAL:  no pg_hba.conf entry for host [withheld]",
    ],
    passes: [
      "user=amy db=bastide client=[local] FATAL:  terminating connection due to administrator command",
    ],
  },
  {
    rule: "log-in-against-plan",
    program: "sshd-session",
    matches: [
      "Accepted password for amy from 10.64.9.1 port 5 ssh2",
      "Accepted keyboard-interactive/pam for amy from 10.64.9.1 port 5 ssh2",
      "Accepted publickey for root from 10.64.9.1 port 5 ssh2: ED25519 SHA256:abc",
    ],
    passes: [
      "Accepted publickey for amy from 10.64.9.1 port 5 ssh2: ED25519-SK SHA256:abc",
      "Failed password for root from 10.64.9.1 port 5 ssh2",
    ],
  },
  {
    rule: "root-beyond-duties",
    program: "sudo",
    matches: [
      asRoot("/usr/bin/bash"),
      "amy : (command continued) [arguments withheld]",
      "amy : TTY=pts/0 ; PWD=/tmp/USER=bastide-query ; USER=root ; COMMAND=/usr/bin/id",
      "amy : TTY=pts/0 ; PWD=/ ; USER=postgres ; TSID=000001 ; COMMAND=/usr/bin/psql [arguments withheld]",
      asRoot("/usr/lib/bastide/../../bin/bash"),
    ],
    passes: [
      asRoot("/usr/lib/bastide/operate status"),
      asRoot("/usr/lib/bastide/watched-files settle"),
      "amy : TTY=pts/0 ; PWD=/ ; USER=postgres ; COMMAND=/usr/lib/bastide/cluster [arguments withheld]",
      "amy : TTY=pts/0 ; PWD=/ ; USER=bastide-query ; TSID=000001 ; COMMAND=/usr/lib/bastide/query [arguments withheld]",
      "bob : command not allowed ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id",
      "pam_unix(sudo:session): session opened for user root(uid=0) by amy(uid=1001)",
    ],
  },
  {
    rule: "became-root-otherwise",
    program: "audisp-syslog",
    matches: [call(`${person} comm="x" exe="/home/example/x"`, "became-root")],
    passes: [
      call(`${person} comm="sudo" exe="/usr/bin/sudo"`, "became-root"),
      call(`${nobody} comm="x" exe="/usr/lib/systemd/systemd-executor"`, "became-root"),
      call(`${person} comm="ls" exe="/usr/bin/ls"`, "commands"),
    ],
  },
  {
    rule: "sudo-denied",
    program: "sudo",
    matches: [
      "bob : command not allowed ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id",
      "  mallory : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id",
      "bob : a password is required ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id",
      "bob : 1 incorrect password attempt ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id",
    ],
    passes: [asRoot("/usr/lib/bastide/operate status"), asRoot("/usr/bin/echo command not allowed ;")],
  },
  {
    rule: "account-made-or-unlocked",
    program: "useradd",
    matches: [
      "new user: name=mallory, UID=1007, GID=1007, home=/home/mallory, shell=/bin/bash, from=/dev/pts/0",
      "new user: name=mallory, UID=0, GID=0, home=/root, shell=/usr/sbin/nologin, from=none",
      "new user: name=sys, UID=998, GID=998, home=/, shell=/bin/bash, from=none",
    ],
    passes: [
      "new user: name=_chrony, UID=101, GID=102, home=/var/lib/chrony, shell=/usr/sbin/nologin, from=none",
      "new group: name=mallory, GID=1007",
    ],
  },
  {
    rule: "account-made-or-unlocked",
    program: "usermod",
    matches: [
      "unlock user 'amy' password",
      "change user 'amy' shell from '/usr/sbin/nologin' to '/bin/bash'",
      "add 'bob' to group 'bastide-admin'",
    ],
    passes: ["lock user 'amy' password", "delete 'amy' from group 'bastide-admin'"],
  },
  {
    rule: "account-made-or-unlocked",
    program: "passwd",
    matches: ["pam_unix(passwd:chauthtok): password changed for amy"],
    passes: ["pam_unix(passwd:chauthtok): authentication failure; logname= uid=1001"],
  },
  {
    rule: "account-made-or-unlocked",
    program: "systemd-sysusers",
    matches: ["Creating user 'toor' (Root) with UID 0 and GID 0."],
    passes: ["Creating user 'bastide-logs' (Logs) with UID 996 and GID 996."],
  },
  {
    rule: "watch-commanded-away",
    program: "sudo",
    matches: [
      asRoot("/usr/bin/systemctl stop auditd.service"),
      asRoot("/usr/bin/systemctl --now mask bastide-logs.service"),
      asRoot("/usr/bin/systemctl disable --now nftables"),
      asRoot("/usr/sbin/nft flush ruleset"),
      asRoot("/usr/sbin/nft -a insert rule inet bastide input accept"),
      asRoot("/usr/sbin/auditctl -e 0"),
      asRoot("/usr/bin/journalctl --vacuum-time=1s"),
      asRoot("/usr/bin/rm -rf /var/log/journal"),
    ],
    passes: [
      asRoot("/usr/bin/systemctl status auditd.service"),
      asRoot("/usr/bin/systemctl restart nginx.service"),
      asRoot("/usr/sbin/nft list ruleset"),
      asRoot("/usr/sbin/auditctl -s"),
      asRoot("/usr/bin/journalctl -u auditd"),
      asRoot("/usr/bin/ls /var/log"),
    ],
  },
  {
    rule: "watch-commanded-away",
    program: "audisp-syslog",
    matches: [
      'type=EXECVE msg=audit(1764108000.1:5): argc=3 a0="systemctl" a1="stop" a2="auditd"',
      'type=EXECVE msg=audit(1764108000.1:6): argc=3 a0="/usr/sbin/nft" a1="flush" a2="ruleset"',
      'type=EXECVE msg=audit(1764108000.1:7): argc=2 a0="auditctl" a1="-D"',
    ],
    passes: [
      'type=EXECVE msg=audit(1764108000.1:8): argc=3 a0="systemctl" a1="status" a2="auditd"',
      'type=EXECVE msg=audit(1764108000.1:9): argc=3 a0="nft" a1="list" a2="ruleset"',
    ],
  },
  {
    rule: "audit-rules-changed",
    program: "audisp-syslog",
    matches: [
      "type=CONFIG_CHANGE msg=audit(1764108000.1:30): op=set audit_enabled=0 old=1 auid=1001 ses=3 subj=unconfined res=1",
      'type=CONFIG_CHANGE msg=audit(1764108000.1:31): auid=1001 ses=3 subj=unconfined op=remove_rule key="identity" list=4 res=1',
      "type=ANOM_PROMISCUOUS msg=audit(1764108000.1:32): dev=eth0 prom=256 old_prom=0 auid=1001 uid=0 gid=0 ses=3",
    ],
    passes: [
      "type=CONFIG_CHANGE msg=audit(1764108000.1:33): op=set audit_enabled=2 old=1 auid=4294967295 ses=4294967295 subj=unconfined res=1",
      'type=CONFIG_CHANGE msg=audit(1764108000.1:34): auid=4294967295 ses=4294967295 subj=unconfined op=add_rule key="identity" list=4 res=1',
    ],
  },
  {
    rule: "watch-stopped",
    program: "systemd",
    matches: [
      "Stopped auditd.service - Security Audit Logging Service.",
      "Stopped nftables.service - nftables.",
      "Stopped bastide-watch.timer - Watch of this host's traffic and workloads.",
      "bastide-logs.service: Failed with result 'signal'.",
    ],
    passes: [
      "Stopped nginx.service - A high performance web server.",
      "Stopping auditd.service - Security Audit Logging Service...",
      "Started bastide-logs.service - The way of the log to the receivers of all logs.",
    ],
  },
  {
    rule: "watched-file-written-by-person",
    program: "audisp-syslog",
    matches: [call(`${person} comm="vi" exe="/usr/bin/vim.basic"`, "identity")],
    passes: [
      // sudo writes its own log.
      call(`${person} comm="sudo" exe="/usr/bin/sudo"`, "privileges"),
      call(`${nobody} comm="useradd" exe="/usr/sbin/useradd"`, "identity"),
      call(`${person} comm="vi" exe="/usr/bin/vim.basic"`, "identity").replace("success=yes", "success=no"),
    ],
  },
  {
    rule: "certificate-refused",
    program: "bastide-logs",
    matches: [
      "REFUSED a log from 10.65.129.33: nobody whose log is taken here: contact-fr-par-gateway",
      "http: TLS handshake error from 10.65.129.34:40112: tls: client didn't provide a certificate",
      "rejected connection on peer endpoint: tls: failed to verify certificate: x509: certificate signed by unknown authority",
      "user= db= client=10.65.129.34 LOG:  could not accept SSL connection: certificate verify failed",
    ],
    passes: [
      "REFUSED a log from 10.65.129.33: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl.c:1029)",
      "the log of relayed waits: events-fr-par-data-1: [Errno 111] Connection refused",
      "http: TLS handshake error from 10.65.129.34:40112: EOF",
      "the log of journal goes on",
    ],
  },
  {
    rule: "watch-found",
    program: "bastide-watch",
    matches: ["WATCH shell: /usr/bin/dash runs as postgres, which has no use for it"],
    passes: ["WATCH goes on; 0 found, 0 broken", "WATCH can't look: OSError: away"],
  },
  {
    rule: "left-against-plan",
    program: "kernel",
    matches: [
      "FIREWALL out: IN= OUT=eth0 SRC=10.65.1.33 DST=198.51.100.7 LEN=60 PROTO=TCP SPT=40000 DPT=443 UID=105 GID=110",
    ],
    passes: ["FIREWALL in: IN=eth0 OUT= SRC=10.65.1.34 DST=10.65.1.33 LEN=60 PROTO=TCP SPT=40000 DPT=23"],
  },
  {
    rule: "confinement-refused",
    program: "kernel",
    matches: [
      'audit: type=1400 audit(1764108000.1:40): apparmor="DENIED" operation="open" profile="unbound" name="/etc/shadow"',
    ],
    passes: [
      'audit: type=1400 audit(1764108000.1:41): apparmor="STATUS" operation="profile_load" profile="unbound"',
    ],
  },
  {
    rule: "programs-crash",
    program: "kernel",
    matches: [
      "nginx[812]: segfault at 0 ip 000055d0 sp 00007ffc error 4 in nginx[55d0+1000]",
      "traps: postgres[900] general protection fault ip:55d0 sp:7ffc error:0 in postgres[55d0+1000]",
    ],
    passes: ["Out of memory: Killed process 5 (x)"],
  },
];
