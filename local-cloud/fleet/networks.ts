import type { Place } from "../hosts/place";
import type { RoutedNetwork, Router } from "../hosts/router";
import type { World as HostsWorld } from "../hosts/world";

/** The router's address towards whoever has no range of their own. */
export const wayOut = "169.254.1.1";

/** The networks of all hosts: a public one in each region, the rest of the internet, and each subnet by itself. */
export class Networks {
  private readonly regions = new Map<string, RoutedNetwork>();
  private readonly subnets = new Map<number, RoutedNetwork>();
  private readonly cutOff = new Set<string>();
  /** What belongs to no region: name servers, time, Debian's archives, and whoever uses an endpoint. */
  readonly internet: RoutedNetwork;

  private constructor(private readonly router: Router) {
    this.internet = router.network("internet");
  }

  static async open(router: Router): Promise<Networks> {
    const networks = new Networks(router);
    await networks.internet.addGateway(wayOut);
    return networks;
  }

  /** A region's public network, which also carries the private addresses that load balancers use. */
  async region(name: string): Promise<RoutedNetwork> {
    const known = this.regions.get(name);
    if (known !== undefined) return known;
    const network = this.router.network(`region-${name}`);
    this.regions.set(name, network);
    await this.connect(name, network);
    return network;
  }

  /** A VPC's subnet: what is in it is reached from it alone. */
  subnet(id: number): RoutedNetwork {
    const network = this.subnets.get(id) ?? this.router.network(`subnet-${id}`);
    this.subnets.set(id, network);
    return network;
  }

  /** Lets nothing cross a region's border any more; what is inside goes on. */
  async cut(region: string): Promise<void> {
    const network = await this.region(region);
    this.cutOff.add(region);
    await Promise.all(this.others(region).map((other) => this.router.part(network, other)));
  }

  isCut(region: string): boolean {
    return this.cutOff.has(region);
  }

  async restore(region: string): Promise<void> {
    const network = await this.region(region);
    this.cutOff.delete(region);
    await this.connect(region, network);
  }

  private async connect(name: string, network: RoutedNetwork): Promise<void> {
    if (this.cutOff.has(name)) return;
    await Promise.all(this.others(name).map((other) => this.router.join(network, other)));
  }

  private others(name: string): RoutedNetwork[] {
    const regions = [...this.regions].filter(([other]) => other !== name && !this.cutOff.has(other));
    return [this.internet, ...regions.map(([, network]) => network)];
  }
}

/** A place with addresses of its own, outside every range. */
export const placeWith = (
  world: HostsWorld,
  name: string,
  network: RoutedNetwork,
  addresses: readonly string[],
): Promise<Place> =>
  world.place(name, [{ network, addresses: addresses.map((address) => `${address}/32`), gateway: wayOut }]);
