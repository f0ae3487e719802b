/** Which instances become hosts: none, all, or those with one of these classes in their tags (`data-class:account`). */
export type Selection = "none" | "all" | readonly string[];

/** An instance that is to be a host, as it is on this machine. */
export interface HostView {
  /** The instance's. */
  readonly label: string;
  /** `making`: it is not yet what the API has of it. */
  readonly state: "on" | "off" | "making";
  /** When it was switched on last by this local cloud, ISO 8601; a reboot of its own is not seen. */
  readonly bootedAt: string | null;
  /** What kept it from becoming so at the last try; it is tried again. */
  readonly problem: string | null;
}

/** The hosts of a local cloud. */
export interface HostsView {
  readonly selection: Selection;
  /** `none`: nothing was ever chosen. `failed`: no host can be made at all, and `problem` says why; choosing again tries again. */
  readonly state: "none" | "preparing" | "ready" | "failed";
  readonly problem: string | null;
  /** What takes time now, for example the building of a base. */
  readonly doing: string | null;
  /** Whether every host is as the API has it. */
  readonly settled: boolean;
  /** A network namespace of this machine that is somewhere on the hosts' internet, for whoever uses what they publish; null where there is none. */
  readonly outside: string | null;
  readonly hosts: readonly HostView[];
}

/**
 * What the world does to hosts. `kill`: off at once, as by a power failure; a region's hosts all at once, and its border is cut. `cut`: nothing
 * gets in or out, and whoever is cut off runs on. `restore`: cables and power are back, and what was killed boots.
 */
export interface HostFault {
  readonly fault: "kill" | "cut" | "restore";
  /** The label of one instance, or a region. */
  readonly target: { readonly host: string } | { readonly region: string };
}

/** How a command on a host ended. */
export interface ShellOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command for a host. */
export interface ShellCall {
  readonly script: string;
  readonly timeoutSeconds: number;
  /** By the console, whatever its network is like, or by the network: who is cut off or off then keeps one waiting for three seconds. */
  readonly by: "console" | "network";
}

/** Where nothing was chosen. */
export const noHosts: HostsView = {
  ...{
    selection: "none",
    state: "none",
    problem: null,
    doing: null,
    settled: true,
    outside: null,
    hosts: [],
  },
};

/** How the control paths reach the hosts. */
export interface HostsControl {
  view(): HostsView;
  /** Chooses. Returns at once; `view` says what comes of it. */
  select(selection: Selection): void;
  /** Resolves when it has happened. Throws what is wrong with the target. */
  strike(fault: HostFault): Promise<void>;
  /** Runs a script in bash as root of a host. Throws where there is no such host, it is off, can't be reached that way, or the time is over. */
  shell(host: string, call: ShellCall): Promise<ShellOutcome>;
}
