import {
  type Base,
  type Machine,
  type MachineOptions,
  type Network,
  openWorld,
  type World,
} from "../../../../local-cloud/hosts";

/** A world with an internet, whose router has 203.0.113.1, and a VPC of 10.0.0.0/24. */
export async function smallWorld(folder: string) {
  const world = await openWorld({ folder });
  const internet = await world.network("internet");
  await internet.addRouter("203.0.113.1/24");
  const vpc = await world.network("vpc");
  return { world, internet, vpc };
}

export const seed = { userData: "#cloud-config\nruncmd:\n- [touch, /root/seeded]\n" };

/** A host with one interface. */
export function hostOn(
  world: World,
  network: Network,
  address: string,
  options: Partial<MachineOptions> & { name: string; base: Base },
): Machine {
  return world.machine({ seed, interfaces: [{ network, addresses: [address] }], ...options });
}
