import { existsSync, readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../../local-cloud/core/files";
import type { Finding } from "./examine";

const gibibyte = 2 ** 30;
/** One base system and the changes of some forty hosts, as measured. */
const leastDisk = 10 * gibibyte;

/** What real hosts, object storage and pictures need. */
export function hosts(): Finding[] {
  return [
    root(),
    debian(),
    tool(
      "systemd-nspawn",
      ["systemd-nspawn"],
      "Boots hosts. Install it: `apt-get install systemd-container`.",
    ),
    tool(
      "debootstrap",
      ["debootstrap"],
      "Makes the hosts' base system. Install it: `apt-get install debootstrap`.",
    ),
    tun(),
    tool(
      "versitygw",
      ["versitygw"],
      "Stores objects. Install it with Go: `go install github.com/versity/versitygw/cmd/versitygw@v1.8.0`.",
      goBin(),
    ),
    tool("Go", ["go"], "Builds versitygw. Install it: `apt-get install golang-go`.", ["/usr/local/go/bin"]),
    tool(
      "chromium",
      ["chromium", "chromium-browser", "google-chrome"],
      "Checks pictures in tests. Install it: `apt-get install chromium`.",
    ),
    room(),
  ];
}

function root(): Finding {
  const isRoot = process.getuid?.() === 0;
  return {
    what: "root",
    verdict: isRoot ? "good" : "lacks",
    found: isRoot ? "yes" : "no",
    todo: isRoot ? "" : "Hosts need root, for their networks; nothing else does.",
  };
}

function debian(): Finding {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? process.platform;
  const fits = /^ID(_LIKE)?="?[^"\n]*debian/m.test(release);
  return {
    what: "Debian",
    verdict: fits ? "good" : "lacks",
    found: name,
    todo: fits ? "" : "Hosts are booted on Debian and what descends from it.",
  };
}

function tun(): Finding {
  const there = existsSync("/dev/net/tun");
  return {
    what: "/dev/net/tun",
    verdict: there ? "good" : "lacks",
    found: there ? "there" : "missing",
    todo: there ? "" : "WireGuard needs it: `modprobe tun`.",
  };
}

function room(): Finding {
  const { bavail, bsize } = statfsSync("/var");
  const free = bavail * bsize;
  return {
    what: "room for hosts",
    verdict: free >= leastDisk ? "good" : "lacks",
    found: `${(free / gibibyte).toFixed(1)} GiB free in /var`,
    todo: free >= leastDisk ? "" : "All hosts of a production stack want 10 GiB.",
  };
}

function goBin(): string[] {
  const home = process.env.GOPATH ?? join(process.env.HOME ?? "/", "go");
  return [join(home, "bin")];
}

function tool(what: string, names: readonly string[], todo: string, more: readonly string[] = []): Finding {
  const path = findProgram(names, ["/usr/local/sbin", "/usr/sbin", "/sbin", ...more]);
  return path === undefined
    ? { what, verdict: "lacks", found: "missing", todo }
    : { what, verdict: "good", found: path, todo: "" };
}
