import type { PlannedHost } from "./hosts";

export interface SshOptions {
  /** The person's log-in name on hosts. */
  readonly login: string;
  /** Port of the secure shell on hosts. Default: 22. */
  readonly port?: number;
  /** What else the person has for OpenSSH's client: keys, agents, known hosts. Default: `~/.ssh/config`. */
  readonly personal?: string;
}

/** Where the connection of a host is; short, since a socket's path may be no longer than a hundred characters. */
export const socketOf = (folder: string, index: number): string => `${folder}/${index}`;

/**
 * The configuration of OpenSSH's client for a class's hosts: each by its name, nodes through their gateway (`ssh -J`), one connection each that all
 * calls share. Hosts have to be known already by their addresses, in the person's own file. What is not said here is as the person has it.
 */
export function sshConfig(
  hosts: readonly PlannedHost[],
  folder: string,
  { login, port = 22, personal = "~/.ssh/config" }: SshOptions,
): string {
  const each = hosts.map(({ name, address, through }, index) =>
    [
      `Host ${name}`,
      `  HostName ${address}`,
      `  ControlPath ${socketOf(folder, index)}`,
      ...(through === null ? [] : [`  ProxyJump ${through}`]),
    ].join("\n"),
  );
  return [
    ...each,
    `Host ${hosts.map(({ name }) => name).join(" ")}`,
    `  User ${login}`,
    `  Port ${port}`,
    "  StrictHostKeyChecking yes",
    "  UpdateHostKeys no",
    "  ForwardAgent no",
    "  ForwardX11 no",
    "  ClearAllForwardings yes",
    "  PermitLocalCommand no",
    "  RequestTTY no",
    "  LogLevel ERROR",
    // A lost host is noticed, and its connection ends.
    "  ServerAliveInterval 5",
    "  ServerAliveCountMax 3",
    "  ConnectionAttempts 1",
    `Include ${personal}`,
    "Include /etc/ssh/ssh_config",
    "",
  ].join("\n");
}
