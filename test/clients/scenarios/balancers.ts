import { expect } from "vitest";
import { live, type View } from "../support/lifecycle";
import { region } from "../support/samples";
import type { Client } from "./client";
import { makeLinode } from "./instances";

async function nodebalancers(api: Client): Promise<void> {
  const linode = await makeLinode(api, { label: "backend", private_ip: true });
  const address = `${(linode.ipv4 as string[]).find((one) => one.startsWith("192.168."))}`;
  await live({
    create: () =>
      api.call("createNodeBalancer", { label: "front", region, client_conn_throttle: 5, configs: [] }),
    wanted: { label: "front", region, client_conn_throttle: 5 },
    read: ({ id }) => api.call("getNodeBalancer", id),
    list: (_, page, filter) => api.list("getNodeBalancers", [], page, filter),
    update: ({ id }) => api.call("updateNodeBalancer", id, { label: "front-2", client_conn_throttle: 7 }),
    changed: { label: "front-2", client_conn_throttle: 7 },
    between: async ({ id }) => {
      if (api.offers("getNodeBalancerBeta")) {
        expect(await api.call("getNodeBalancerBeta", id)).toMatchObject({ id });
      }
      if (api.offers("getNodeBalancerFirewalls")) {
        expect(await api.all("getNodeBalancerFirewalls", [id])).toEqual([]);
      }
      // As recorded from the real API, for one that carries no traffic.
      if (api.offers("getNodeBalancerStats"))
        await expect(api.call("getNodeBalancerStats", id)).rejects.toThrow(
          "Stats are unavailable at this time.",
        );
      await configs(api, id, address);
    },
    remove: ({ id }) => api.call("deleteNodeBalancer", id),
  });
  await api.call("deleteLinode", linode.id);
}

const web = {
  port: 80,
  protocol: "http",
  algorithm: "roundrobin",
  stickiness: "none",
  check: "connection",
  check_interval: 5,
  check_timeout: 3,
  check_attempts: 2,
  check_passive: true,
};

/** A node as the package takes it: with its port apart. Clients that take both as one put them together. */
function backend(address: string, port = 80): View {
  return { address, port, label: "zero", mode: "accept", weight: 10 };
}

async function configs(api: Client, balancer: number, address: string): Promise<void> {
  await live({
    create: () => api.call("createNodeBalancerConfig", balancer, { ...web, nodes: [backend(address)] }),
    wanted: { port: 80, protocol: "http", nodebalancer_id: balancer },
    read: ({ id }) => api.call("getNodeBalancerConfig", balancer, id),
    list: (_, page, filter) => api.list("getNodeBalancerConfigs", [balancer], page, filter),
    filters: () => [{ port: 80 }, { port: 81 }],
    update: ({ id }) => api.call("updateNodeBalancerConfig", balancer, id, { ...web, port: 8080 }),
    changed: { port: 8080 },
    between: async ({ id }) => {
      await nodes(api, balancer, id, address);
      const rebuilt = {
        ...web,
        port: 9090,
        nodes: [{ ...backend(address, 90), label: "new" }],
      };
      for (const name of ["rebuildNodeBalancerConfig", "rebuildNodeBalancerConfigBeta"]) {
        if (!api.offers(name)) continue;
        expect(await api.call(name, balancer, id, rebuilt)).toMatchObject({ port: 9090 });
        expect(await api.all("getNodeBalancerConfigNodes", [balancer, id])).toMatchObject([{ label: "new" }]);
      }
    },
    remove: ({ id }) => api.call("deleteNodeBalancerConfig", balancer, id),
  });
}

async function nodes(api: Client, balancer: number, config: number, address: string): Promise<void> {
  const of = [balancer, config];
  await live({
    create: () =>
      api.call("createNodeBalancerConfigNode", ...of, {
        ...backend(address, 82),
        label: "one",
        weight: 50,
      }),
    wanted: { address: `${address}:82`, label: "one", mode: "accept", weight: 50 },
    read: ({ id }) => api.call("getNodeBalancerConfigNode", ...of, id),
    list: (_, page, filter) => api.list("getNodeBalancerConfigNodes", of, page, filter),
    update: ({ id }) =>
      api.call("updateNodeBalancerConfigNode", ...of, id, {
        ...backend(address, 81),
        label: "one",
        weight: 60,
      }),
    changed: { address: `${address}:81`, weight: 60 },
    between: async ({ id }) => {
      if (!api.offers("getNodeBalancerConfigNodesBeta")) return;
      const all = await api.all("getNodeBalancerConfigNodesBeta", of);
      expect(all.map((one) => one.id)).toContain(id);
      expect(await api.call("getNodeBalancerConfigNodeBeta", ...of, id)).toMatchObject({ id });
      const changed = { ...backend(address, 83), label: "first" };
      expect(await api.call("updateNodeBalancerConfigNodeBeta", ...of, id, changed)).toMatchObject({
        address: `${address}:83`,
        label: "first",
      });
    },
    remove: ({ id }) => api.call("deleteNodeBalancerConfigNode", ...of, id),
  });
}

async function withBackendVpc(api: Client): Promise<void> {
  const vpc = await api.call("createVPC", {
    label: "net",
    region,
    subnets: [{ label: "sub", ipv4: "10.0.0.0/24" }],
  });
  const subnet = vpc.subnets[0] as View;
  const linode = await makeLinode(api, {
    label: "behind",
    interfaces: [{ purpose: "vpc", vpc_id: vpc.id, subnet_id: subnet.id, ipv4: { vpc: "10.0.0.9" } }],
  });
  const made = await api.call("createNodeBalancerBeta", {
    label: "in-vpc",
    region,
    configs: [],
    vpcs: [{ subnet_id: subnet.id, ipv4_range: "10.0.0.128/30" }],
  });
  const page = { page: 1, page_size: 25 };
  const ofSubnet = { subnet_id: subnet.id };
  const paged = await api.list("getNodeBalancerVPCConfigsBeta", [made.id], page, ofSubnet);
  const [joined] = await api.all("getNodeBalancerVPCConfigsBeta", [made.id]);
  if (paged !== undefined) expect(paged).toEqual([joined]);
  expect(joined).toMatchObject({ nodebalancer_id: made.id, subnet_id: subnet.id, vpc_id: vpc.id });
  expect(await api.call("getNodeBalancerVPCConfigBeta", made.id, joined?.id)).toEqual(joined);
  const config = await api.call("createNodeBalancerConfigBeta", made.id, {
    ...web,
    nodes: [{ ...backend("10.0.0.9"), subnet_id: subnet.id }],
  });
  const node = { ...backend("10.0.0.9", 81), label: "inside", subnet_id: subnet.id };
  expect(await api.call("createNodeBalancerConfigNodeBeta", made.id, config.id, node)).toMatchObject({
    address: "10.0.0.9:81",
  });
  await api.call("deleteNodeBalancer", made.id);
  await api.call("deleteLinode", linode.id);
  await api.call("deleteVPC", vpc.id);
}

/** What a client does with NodeBalancers. */
export const balancers = {
  "NodeBalancers, configurations and nodes": nodebalancers,
  "a NodeBalancer in a VPC": withBackendVpc,
  "the price of NodeBalancers": async (api: Client) => {
    expect((await api.all("getNodeBalancerTypes")).length).toBeGreaterThan(0);
  },
};
