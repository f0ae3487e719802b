import { mark } from "./namespaces";
import { type Outcome, type RunOptions, run } from "./run";

export interface ExecOptions extends Omit<RunOptions, "bareEnvironment"> {
  /** Who runs it, by name in the host. Default: root. */
  user?: string;
  /**
   * As a unit of the host's systemd, with the rights that a service has there. Without it the command has all of root's rights, also
   * those that a container takes away, and belongs to no unit: quicker, and it works before systemd does.
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
      ...["--", "env", "-i", ...variables],
      ...(asUnit ? unit : as),
      ...argv,
    ],
    { ...options, env: { [mark]: world } },
  );
}
