import type { World } from "../core/world";
import type { Base } from "../hosts/base";
import type { Place } from "../hosts/place";
import { type Program, startProgram } from "../hosts/services/program";
import type { World as HostsWorld } from "../hosts/world";
import type { NodeBalancerConfigRecord } from "../resources/nodebalancerConfigs";
import type { Networks } from "./networks";
import { wayOut } from "./networks";

/** A load balancer's own programme, in HAProxy's words. */
export interface DesiredBalancer {
  readonly id: number;
  readonly region: string;
  readonly address: string;
  /** None where nothing is configured yet. */
  readonly settings: string | undefined;
  /** Ports that it listens on. */
  readonly ports: readonly number[];
}

const algorithms: Readonly<Record<string, string>> = {
  roundrobin: "roundrobin",
  leastconn: "leastconn",
  source: "source",
  ring_hash: "source",
};

/** What HAProxy is told for one port: passed on as it comes, with health checks as configured. */
function section(world: World, address: string, config: NodeBalancerConfigRecord): string {
  const { id, port, algorithm, check, check_interval, check_timeout, check_attempts, proxy_protocol } =
    config;
  const proxy = { v1: " send-proxy", v2: " send-proxy-v2" }[proxy_protocol] ?? "";
  const checks =
    check === "none"
      ? ""
      : ` check inter ${check_interval}s fall ${check_attempts} rise 1 on-marked-down shutdown-sessions`;
  const servers = world.store.where("nodebalancerNode", "config_id", id).map((node) => {
    const weight = node.mode === "accept" || node.mode === "backup" ? node.weight : 0;
    const backup = node.mode === "backup" ? " backup" : "";
    return ` server node${node.id} ${node.address} weight ${weight}${backup}${proxy}${checks}`;
  });
  return [
    `frontend port${port}`,
    ` bind ${address}:${port}`,
    ` default_backend nodes${id}`,
    `backend nodes${id}`,
    ` balance ${algorithms[algorithm] ?? "roundrobin"}`,
    ` timeout check ${check_timeout}s`,
    ...servers,
    "",
  ].join("\n");
}

const defaults = "defaults\n mode tcp\n timeout connect 5s\n timeout client 600s\n timeout server 600s\n";

/** Every load balancer of the API. Those that end TLS or speak HTTP are passed on as TCP: Bastide has none. */
export function desiredBalancers(world: World): DesiredBalancer[] {
  return [...world.store.all("nodebalancer")].map(({ id, region, ipv4: address }) => {
    const configs = world.store.where("nodebalancerConfig", "nodebalancer_id", id);
    const ports = configs.map((config) => config.port);
    const settings =
      configs.length === 0
        ? undefined
        : defaults + configs.map((config) => section(world, address, config)).join("");
    return { id, region, address, settings, ports };
  });
}

interface Running {
  readonly place: Place;
  /** The last part of the address that nodes see it come from. */
  readonly number: number;
  program: Program | undefined;
  settings: string | undefined;
}

/** The load balancers that run, each a HAProxy at a place of its own in its region. */
export class Balancers {
  private readonly running = new Map<number, Running>();

  constructor(
    private readonly hosts: HostsWorld,
    private readonly networks: Networks,
    private readonly base: Base,
  ) {}

  /** Makes what runs like what is desired. */
  async follow(desired: readonly DesiredBalancer[]): Promise<void> {
    for (const balancer of desired) await this.one(balancer);
    for (const [id, { program, place }] of this.running) {
      if (desired.some((balancer) => balancer.id === id)) continue;
      await program?.stop();
      await place.cut();
      this.running.delete(id);
    }
  }

  private async one({ id, region, address, settings, ports }: DesiredBalancer): Promise<void> {
    const running = this.running.get(id) ?? (await this.open(id, region, address));
    if (running.settings === settings) return;
    await running.program?.stop();
    running.program = undefined;
    // What fails now is tried again with the next look.
    running.settings = undefined;
    if (settings === undefined) return;
    running.program = await startProgram(this.hosts, running.place, {
      name: `balancer-${id}`,
      base: this.base,
      argv: ["/usr/sbin/haproxy", "-db", "-f", "/etc/world/haproxy.cfg"],
      files: { "haproxy.cfg": { content: settings } },
      serves: ports.map((port) => `${address}:${port}`),
    });
    running.settings = settings;
  }

  /** Besides its own address it has one of 192.168.255.0/24, from which Linode's connect to their nodes. */
  private async open(id: number, region: string, address: string): Promise<Running> {
    let number = 1;
    while ([...this.running.values()].some((each) => each.number === number)) number += 1;
    const place = await this.hosts.place(`balancer-${id}`, [
      {
        network: await this.networks.region(region),
        addresses: [`${address}/32`, `192.168.255.${number}/32`],
        gateway: wayOut,
        routes: [],
      },
    ]);
    await place.run([
      "ip",
      "route",
      "add",
      "192.168.128.0/17",
      "via",
      wayOut,
      "dev",
      "eth0",
      "onlink",
      "src",
      `192.168.255.${number}`,
    ]);
    const running = { place, number, program: undefined, settings: undefined };
    this.running.set(id, running);
    return running;
  }
}
