import { randomBytes } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { lockFile } from "../core/lockFile";
import { dismantle } from "./dismantle";
import { worldsFolder } from "./folders";
import { note } from "./ledger";
import type { Machine, MachineOptions } from "./machine";
import { makeNamespace } from "./namespaces";
import { makeNetwork, type Network, type Plug } from "./network";
import { makeMachine } from "./nspawnMachine";
import { makePlace, type Place, type Surroundings } from "./place";
import { prepareMachine } from "./prerequisites";
import { type Progress, toStandardError } from "./progress";
import { HostError } from "./run";
import { openVolume, type Volume } from "./volume";

export interface WorldOptions {
  /** Where worlds are kept, each in a folder of its own. Default: `worldsFolder()`. */
  folder?: string;
  progress?: Progress;
}

/** Hosts and the networks between them, apart from this machine's and from every other world. */
export interface World extends Surroundings {
  /** Its namespace, with all bridges in it: rules that hosts can't lift belong there. */
  readonly namespace: string;
  /** Makes a network. The name is for people; it is to be unique here. */
  network(name: string): Promise<Network>;
  /** Makes a place with addresses but no host. */
  place(name: string, plugs: readonly Plug[]): Promise<Place>;
  /** Prepares a host, off. */
  machine(options: MachineOptions): Machine;
  /**
   * Opens a volume, made with that size if its file isn't there. Without a file of the caller's own it is kept in the world's folder and
   * ends with the world.
   */
  volume(label: string, options: { mebibytes: number; file?: string }): Promise<Volume>;
  /** Ends every host at once and takes everything away that the world made. */
  close(): Promise<void>;
}

/**
 * Makes an empty world. It outlives this process only as what `sweep` takes away.
 * Throws a HostError that says what this machine lacks.
 */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { folder: worlds = worldsFolder(), progress = toStandardError } = options;
  await prepareMachine(progress);
  const id = randomBytes(3).toString("hex");
  const folder = join(worlds, id);
  if (/[:,\\\s]/.test(folder))
    throw new HostError(
      `Overlays can't be made in ${folder}: choose a folder without ":", ",", "\\" and spaces.`,
    );
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = lockFile(join(folder, "owner"), folder);
  const namespace = `bastide-${id}`;
  const names = new Set<string>();
  let ports = 0;
  const claim = (kind: string, name: string) => {
    if (names.has(`${kind} ${name}`)) throw new HostError(`This world has a ${kind} called ${name} already.`);
    names.add(`${kind} ${name}`);
  };
  /** Hosts and places share the namespaces' names. */
  const namespaceFor = (name: string) => {
    claim("host or place", name);
    note(folder, { kind: "namespace", name: `${namespace}-${name}` });
    return `${namespace}-${name}`;
  };
  const surroundings: Surroundings = { id, folder: realpathSync(folder), nextPort: () => `port${ports++}` };
  note(folder, { kind: "cgroup", name: namespace });
  note(folder, { kind: "namespace", name: namespace });
  await makeNamespace(namespace);
  return {
    ...surroundings,
    namespace,
    network(name) {
      claim("network", name);
      return makeNetwork(namespace, `net${names.size}`, name);
    },
    place: (name, plugs) => makePlace(surroundings, name, namespaceFor(name), plugs),
    machine: (machine) => makeMachine(surroundings, namespaceFor(machine.name), machine),
    volume(label, { mebibytes, file }) {
      claim("volume", label);
      mkdirSync(join(folder, "volumes"), { recursive: true });
      return openVolume(
        folder,
        label,
        file ?? join(surroundings.folder, "volumes", `${label}.img`),
        mebibytes,
      );
    },
    async close() {
      await dismantle(surroundings.folder, id);
      lock.release();
    },
  };
}
