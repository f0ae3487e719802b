import { Misfit } from "../misfit";
import type { Named } from "../tell";
import { readWaivers } from "./read";
import type { Reading, Waiver } from "./waiver";

/** What a waiver did in this run. */
export interface Use {
  readonly waiver: Waiver;
  /** What it covered; none as long as it covered nothing. */
  subject?: Named;
  /** How many violations it covered. */
  covered: number;
  /** The policy could not judge the resource before the update. */
  isDeferred: boolean;
  /** More than one resource has the name that it gives. */
  isAmbiguous: boolean;
}

interface Run {
  readonly uses: readonly Use[];
  readonly faults: Reading["faults"];
  /** Why nothing could be read; then nothing is waived. */
  readonly misfit?: Misfit;
}

/**
 * Which waivers are used in a run, from the first resource to the last rule about the stack. There is one for a process:
 * the engine starts the pack anew for each preview and each update, so a waiver has to be used in both.
 */
class Ledger {
  #policies: ReadonlyMap<string, boolean> = new Map();
  #run: Run | undefined;

  /** @param policies the pack's policies by name, and whether a waiver may cover them */
  open(policies: ReadonlyMap<string, boolean>): void {
    this.#policies = policies;
    this.#run = undefined;
  }

  /** Ends a run: what follows is another one, and begins without a used waiver. */
  close(): void {
    this.#run = undefined;
  }

  /** All that is wrong with the waivers. @throws Misfit when they can't be read at all. */
  faults(): Reading["faults"] {
    const { faults, misfit } = this.#current();
    if (misfit) {
      throw misfit;
    }
    return faults;
  }

  /** What each waiver that counts did. */
  uses(): readonly Use[] {
    return this.#current().uses;
  }

  /** Whether a waiver covers a violation; it is used by that. A name is bound to the first resource that it fits. */
  covers(policy: string, resource: Named): boolean {
    const use = this.#find(policy, resource);
    if (!use) {
      return false;
    }
    use.subject ??= resource;
    if (use.subject.urn !== resource.urn) {
      use.isAmbiguous = true;
      return false;
    }
    use.covered += 1;
    return true;
  }

  /** Notes that a policy can't judge a resource before the update. */
  defer(policy: string, resource: Named): void {
    const use = this.#find(policy, resource);
    if (use) {
      use.isDeferred = true;
    }
  }

  #find(policy: string, { name, urn }: Named): Use | undefined {
    return this.#current().uses.find(
      ({ waiver }) =>
        waiver.policy === policy &&
        (waiver.resource === name || (waiver.resource === urn && urn.endsWith(`::${name}`))),
    );
  }

  #current(): Run {
    this.#run ??= begin(this.#policies);
    return this.#run;
  }
}

function begin(policies: ReadonlyMap<string, boolean>): Run {
  try {
    const { waivers, faults } = readWaivers(policies);
    const uses = waivers.map((waiver) => ({ waiver, covered: 0, isDeferred: false, isAmbiguous: false }));
    return { uses, faults };
  } catch (error) {
    if (error instanceof Misfit) {
      return { uses: [], faults: [], misfit: error };
    }
    throw error;
  }
}

/** The ledger of this process. */
export const ledger = new Ledger();
