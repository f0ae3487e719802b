import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

import type { PlannedHost } from "../../../cli/drill/linode/hosts";
import { findProgram } from "../../../local-cloud/core/files";
import { temporaryFolder } from "../../support/temporaryFolder";

const sshd = findProgram(["sshd"], ["/usr/sbin", "/usr/local/sbin"]);

/** Why there is no secure shell here to log in to; empty where there is one. */
export const noSshd = ((): string => {
  if (sshd === undefined) return "there is no sshd; openssh-server has it";
  const { stderr } = spawnSync(sshd, ["-t", "-f", "/dev/null", "-h", "/dev/null"], { encoding: "utf8" });
  return /privilege separation/i.test(stderr) ? stderr.trim() : "";
})();

/** A test's name, with the reason where it is skipped. */
export const withSshd = (name: string): string => (noSshd === "" ? name : `${name} (skipped: ${noSshd})`);

/** A gateway and a node behind it, which are this machine, and a person who may log in to both. */
export interface Site {
  readonly hosts: readonly PlannedHost[];
  readonly login: string;
  readonly port: number;
  /** The person's configuration of OpenSSH's client. */
  readonly personal: string;
  readonly knownHosts: string;
  /** What hosts were asked to run, a line each. */
  asked(): readonly string[];
  /** How many log-ins a host has taken. */
  logIns(host: string): number;
  /** Switches a host off, its connections too. */
  stop(host: string): Promise<void>;
}

const addresses = { gateway: "127.0.0.1", node: "127.0.0.2" };

/** What `sudo` and `systemd-run` do on a host, as far as the shell asks it of them: there is no systemd in a test. */
const shims = (log: string): Readonly<Record<string, string>> => ({
  sudo: `#!/bin/bash\necho "$*" >> ${log}\n[ "$1" = -n ] || exit 1\nshift\nexec "$@"\n`,
  "systemd-run": `#!/bin/bash
while [ "$1" != -- ]; do case $1 in *RuntimeMaxSec=*) limit=\${1##*=};; esac; shift; done
shift
timeout -s KILL "$limit" "$@"
code=$?
[ $code = 137 ] && exit 255
exit $code
`,
});

export async function startSite(): Promise<Site> {
  const folder = temporaryFolder();
  const path = (name: string): string => join(folder, name);
  const key = (name: string): string => {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path(name)]);
    return readFileSync(path(`${name}.pub`), "utf8");
  };
  const port = await freePort();
  writeFileSync(path("authorized"), key("person"));
  mkdirSync(path("bin"));
  for (const [name, text] of Object.entries(shims(path("asked")))) {
    writeFileSync(path(`bin/${name}`), text);
    chmodSync(path(`bin/${name}`), 0o755);
  }
  const running = new Map<string, ChildProcess>();
  const known: string[] = [];
  for (const [name, address] of Object.entries(addresses)) {
    known.push(`[${address}]:${port} ${key(`${name}-host`)}`);
    writeFileSync(
      path(`${name}.conf`),
      [
        `ListenAddress ${address}:${port}`,
        `HostKey ${path(`${name}-host`)}`,
        `AuthorizedKeysFile ${path("authorized")}`,
        ...["StrictModes no", "PidFile none", "UsePAM no", "PasswordAuthentication no"],
        ...["PermitRootLogin yes", "MaxSessions 2", "LogLevel VERBOSE"],
        `SetEnv PATH=${path("bin")}:${process.env.PATH}`,
        // As on hosts: a gateway lets people go on to its nodes.
        `AllowTcpForwarding ${name === "gateway" ? "local" : "no"}`,
        `PermitOpen ${addresses.node}:${port}`,
        "",
      ].join("\n"),
    );
    const child = spawn(sshd ?? "", ["-D", "-f", path(`${name}.conf`), "-E", path(`${name}.log`)], {
      stdio: "ignore",
    });
    running.set(name, child);
    onTestFinished(() => void child.kill("SIGTERM"));
  }
  writeFileSync(path("known"), known.join(""));
  writeFileSync(
    path("personal"),
    `IdentityFile ${path("person")}\nIdentitiesOnly yes\nUserKnownHostsFile ${path("known")}\nGlobalKnownHostsFile none\n`,
  );
  const text = (name: string): string => {
    try {
      return readFileSync(path(name), "utf8");
    } catch {
      return "";
    }
  };
  for (let tries = 0; !["gateway", "node"].every((name) => text(`${name}.log`).includes("listening on")); ) {
    if (++tries > 100) throw new Error(`sshd has not started: ${text("gateway.log")}${text("node.log")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const host = (name: "gateway" | "node"): PlannedHost => ({
    ...{ name, label: `prefix-${name}`, region: "fr-par", role: name === "node" ? "data" : "gateway" },
    ...{ address: addresses[name], through: name === "node" ? "gateway" : null },
  });
  return {
    ...{ hosts: [host("gateway"), host("node")], login: userInfo().username, port },
    ...{ personal: path("personal"), knownHosts: path("known") },
    asked: () => text("asked").trimEnd().split("\n"),
    logIns: (name) => text(`${name}.log`).split("Accepted publickey").length - 1,
    async stop(name) {
      const child = running.get(name);
      // Sessions are processes of their own, which outlive the one that listens.
      const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", `${child?.pid}`], { encoding: "utf8" });
      const ended = new Promise((resolve) => child?.once("exit", resolve));
      for (const pid of [...stdout.trim().split(/\s+/), `${child?.pid}`])
        if (pid !== "") process.kill(Number(pid), "SIGKILL");
      await ended;
    },
  };
}

/** One that is free at both addresses. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no port.");
  return address.port;
}
