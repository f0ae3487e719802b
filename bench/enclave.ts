import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { readAccess, requestCloud } from "../engine/localCloud/access";
import type { HostsView } from "../local-cloud/core/hostsControl";
import { base, openWorld, whyNoHosts } from "../local-cloud/hosts";
import { type Command, ratiosOf, seconds } from "./support/pairs";
import type { Bench } from "./support/part";
import type { Entry } from "./support/result";

const name = "a healthy enclave in two regions";
/** A round takes minutes. */
const mostRounds = 2;

/** The project in a folder of its own, so that a stack of it that is up is left alone. */
function ownProject({ root, folder }: Bench): string {
  const project = join(folder, "project");
  mkdirSync(project);
  for (const entry of readdirSync(root))
    if (![".bastide", ".git", "evidence"].includes(entry))
      symlinkSync(join(root, entry), join(project, entry));
  return project;
}

/** Brings the enclave up and takes it down again. Gives the seconds until every host had said that it is what its files say, and how many there are. */
async function enclave(root: string, project: string): Promise<{ taken: number; hosts: number }> {
  const bastide = (...words: string[]): Command => ({
    argv: [process.execPath, join(root, "cli/bin/bastide.js"), ...words],
    cwd: project,
  });
  const taken = seconds(bastide("up", "--engine", "offline", "--hosts", "account", "--as-of", "2026-11-24"));
  const access = readAccess(join(project, ".bastide/prod"));
  if (access === undefined) throw new Error("The local cloud is not there any more.");
  const view = (await (await requestCloud(access, "/_local/hosts")).json()) as HostsView;
  seconds(bastide("destroy", "--force"));
  return { taken, hosts: view.hosts.length };
}

/** Boots as many hosts of the same base, with nothing to do. Gives the seconds until systemd and cloud-init of each were done. */
async function bareHosts(count: number, folder: string): Promise<number> {
  const full = await base("full");
  const world = await openWorld({ folder });
  try {
    const machines = Array.from({ length: count }, (_, index) =>
      world.machine({ name: `bare-${index}`, base: full, interfaces: [] }),
    );
    const began = performance.now();
    await Promise.all(
      machines.map(async (machine) => {
        await machine.boot();
        await machine.waitFor();
      }),
    );
    return (performance.now() - began) / 1000;
  } finally {
    await world.close();
  }
}

/** From a cached base to every host converged, against as many hosts of that base that only boot. */
export async function benchEnclave(bench: Bench): Promise<Entry[]> {
  const reason = whyNoHosts();
  if (reason !== undefined) return [{ name, reason }];
  const project = ownProject(bench);
  // Not to be timed: it is built once.
  await base("full");
  const pairs: [number, number][] = [];
  for (let round = 1; round <= Math.min(bench.rounds, mostRounds); round++) {
    bench.say(`round ${round}: the enclave`);
    const { taken, hosts } = await enclave(bench.root, project);
    bench.say(`round ${round}: ${hosts} bare hosts`);
    pairs.push([taken, await bareHosts(hosts, join(bench.folder, `bare-${round}`))]);
  }
  return [
    {
      name,
      ratio: "to the boot of as many hosts with nothing to do",
      ...ratiosOf(pairs),
      unit: "s",
      atMost: 4,
    },
  ];
}
