import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { makeStackFolder } from "../../../engine/lock";
import { writeWhole } from "../../../local-cloud/core/files";

/** How a host was before a drill did something to it. */
const beforeSchema = z.strictObject({
  /** Whether Linode's watchdog was on, of a host that was to be switched off. */
  watchdog: z.boolean().optional(),
  /** The firewalls that it was behind, of a host that was to be cut off. */
  firewalls: z.array(z.number()).min(1).optional(),
});
export type BeforeFault = z.output<typeof beforeSchema>;

const fileSchema = z.record(z.string(), beforeSchema);

/** Keeps, in the stack's folder, how hosts were before a drill's faults, so that another process can bring that back. */
export class FaultFile {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string, dataClass: string) {
    this.#folder = folder;
    this.#file = join(folder, `linode-faults-${dataClass}.json`);
  }

  /** By host. Throws with what to do where the file is damaged. */
  read(): Readonly<Record<string, BeforeFault>> {
    if (!existsSync(this.#file)) return {};
    try {
      return fileSchema.parse(JSON.parse(readFileSync(this.#file, "utf8")));
    } catch {
      throw new Error(
        `${this.#file} is damaged: how hosts were before the drill can't be read in it. Put them behind their own Cloud Firewalls and boot them in Cloud Manager, and remove the file.`,
      );
    }
  }

  /** Notes something of hosts, where that is not noted yet: what is noted first is what was there before. */
  note(found: ReadonlyMap<string, BeforeFault>): void {
    const all = { ...this.read() };
    for (const [host, before] of found) all[host] = { ...before, ...all[host] };
    this.#write(all);
  }

  /** Forgets one of the two of a host. */
  forget(host: string, what: keyof BeforeFault): void {
    const { [host]: { [what]: _, ...rest } = {}, ...others } = this.read();
    this.#write(Object.keys(rest).length === 0 ? others : { ...others, [host]: rest });
  }

  #write(all: Readonly<Record<string, BeforeFault>>): void {
    makeStackFolder(this.#folder);
    if (Object.keys(all).length === 0) rmSync(this.#file, { force: true });
    else writeWhole(this.#file, `${JSON.stringify(all, null, 2)}\n`);
  }
}
