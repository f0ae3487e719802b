import { HostError, run } from "./run";

/** Where this machine's apt gets Debian from. */
export interface AptMirror {
  /** Without a slash at its end. */
  debian: string;
  security: string;
  /** The proxy that apt is told to use for plain HTTP, if any. */
  proxy: string | undefined;
}

/**
 * Reads from this machine's apt, as configured now, where its Debian packages come from. Other vendors' sources are left out, and
 * a machine of another distribution (Ubuntu) is referred to Debian's public name.
 */
export async function aptMirror(): Promise<AptMirror> {
  const targets = await run([
    "apt-get",
    "indextargets",
    "--format",
    "$(LABEL)\t$(REPO_URI)",
    "Created-By: Packages",
  ]).catch(() => undefined);
  if (targets === undefined)
    throw new HostError(
      "This machine has no apt-get. Hosts are built from Debian's packages: use Debian or Ubuntu.",
    );
  const found = new Map<string, string>();
  for (const line of targets.stdout.split("\n")) {
    const [label, uri] = line.split("\t");
    if (label && uri && !found.has(label)) found.set(label, uri.replace(/\/$/, ""));
  }
  const debian = found.get("Debian") ?? "http://deb.debian.org/debian";
  const config = await run(["apt-config", "shell", "PROXY", "Acquire::http::Proxy"]);
  const proxy = /^PROXY='(.*)'$/m.exec(config.stdout)?.[1];
  return {
    debian,
    security: found.get("Debian-Security") ?? debian.replace(/\/debian$/, "/debian-security"),
    proxy: proxy === undefined || proxy === "" || proxy === "DIRECT" ? undefined : proxy,
  };
}
