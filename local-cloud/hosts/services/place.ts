import { type Network, routerAddress } from "../network";
import type { Place } from "../place";
import type { World } from "../world";

/**
 * A place on the internet for services, with the addresses given: any that no host has, also outside the ranges of the network's
 * routers. More can be added later by the same means.
 */
export async function servicesPlace(
  world: World,
  internet: Network,
  addresses: readonly string[],
  name = "services",
): Promise<Place> {
  // So that there is a router even before there is a host.
  await internet.addRouter(`${routerAddress}/32`);
  const place = await world.place(name, [
    { network: internet, addresses: addresses.map(whole), gateway: routerAddress },
  ]);
  for (const address of addresses) await internet.addRoute(address);
  return place;
}

function whole(address: string): string {
  return `${address}/${address.includes(":") ? 128 : 32}`;
}
