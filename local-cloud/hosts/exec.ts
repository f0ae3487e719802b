import { readFileSync } from "node:fs";
import { mark } from "./namespaces";
import { HostError, type Outcome, type RunOptions, run } from "./run";

export interface ExecOptions extends Omit<RunOptions, "bareEnvironment"> {
  /** Who runs it, by name in the host. Default: root. */
  user?: string;
  /**
   * As a unit of the host's systemd, like a service. Without it the command belongs to no unit: quicker, and it works before systemd
   * does. Either way root can do what the host's own root can, and nothing to this machine, such as setting its clock.
   */
  asUnit?: boolean;
}

const environment = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  LANG: "C.UTF-8",
  TERM: "dumb",
};

/** Runs a command inside the host whose first process is given. The environment is a plain one, and what is given. */
export function execIn(
  leader: number,
  world: string,
  argv: readonly string[],
  { user, asUnit = false, env = {}, ...options }: ExecOptions = {},
): Promise<Outcome> {
  const variables = Object.entries({ ...environment, ...env }).map(([name, value]) => `${name}=${value}`);
  const as = user === undefined ? [] : ["runuser", "-u", user, "--"];
  const unit = [
    ...["systemd-run", "--quiet", "--pipe", "--wait", "--collect", "--service-type=exec"],
    ...variables.map((variable) => `--setenv=${variable}`),
    ...(user === undefined ? [] : [`--uid=${user}`]),
    ...(options.timeoutSeconds === undefined ? [] : [`--property=RuntimeMaxSec=${options.timeoutSeconds}`]),
    "--",
  ];
  return run(
    [
      ...["nsenter", `--target=${leader}`, "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd"],
      ...["--", "setpriv", "--inh-caps=-all", `--bounding-set=${boundingSet(leader)}`],
      ...["env", "-i", ...variables],
      ...(asUnit ? unit : as),
      ...argv,
    ],
    { ...options, env: { [mark]: world } },
  );
}

/**
 * The capabilities that no process of the host can have more of, as setpriv is told them. Whoever enters from outside would otherwise
 * bring all of this machine's root's along. Throws if they can't be read: nothing runs without that limit.
 */
function boundingSet(leader: number): string {
  const status = readFileSync(`/proc/${leader}/status`, "utf8");
  const bits = /^CapBnd:\t([\da-f]+)$/m.exec(status)?.[1];
  if (bits === undefined) throw new HostError(`The capabilities of process ${leader} can't be read.`);
  const set = BigInt(`0x${bits}`);
  const held = Array.from({ length: 64 }, (_, index) => index).filter((index) => (set >> BigInt(index)) & 1n);
  return ["-all", ...held.map((index) => `+cap_${index}`)].join(",");
}
