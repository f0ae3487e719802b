import { describe, expect, it } from "vitest";
import { errors, linode, type Session, start } from "./support";

/** The one region whose VPCs may have ranges of one's own. */
const custom = "no-osl-1";

async function balanced(session: Session): Promise<{ vpc: number; subnet: number; balancer: number }> {
  const vpc = await session.ok("POST", "/vpcs", {
    label: "net",
    region: "fr-par",
    subnets: [{ label: "nodes", ipv4: "10.1.0.0/24" }],
  });
  const subnet = vpc.subnets[0].id;
  const balancer = await session.ok("POST", "/nodebalancers", {
    region: "fr-par",
    vpcs: [{ subnet_id: subnet, ipv4_range: "10.1.0.4/30" }],
  });
  return { vpc: vpc.id, subnet, balancer: balancer.id };
}

describe("ranges of a VPC", () => {
  it("are the customer's in few regions, and hold the subnets", async () => {
    const { ok, call } = await start();
    const refused = await call("POST", "/vpcs", {
      label: "bad!",
      region: "fr-par",
      ipv4: [{ range: "10.0.0.0/16" }],
    });
    expect(errors(refused)).toEqual([
      { reason: "Customer defined IPv4 ranges are not supported in this region", field: "ipv4" },
      { reason: "You must not use any custom IPv4 range for VPCs.", field: "ipv4[0].range" },
      { reason: "Must only use ASCII letters, numbers, and underscores", field: "label" },
    ]);
    const vpc = await ok("POST", "/vpcs", {
      label: "own",
      region: custom,
      ipv4: [{ range: "10.118.0.0/20" }],
    });
    expect(vpc.ipv4).toEqual([{ range: "10.118.0.0/20" }]);
    const subnets = `/vpcs/${vpc.id}/subnets`;
    expect((await call("POST", subnets, { label: "out", ipv4: "10.119.0.0/24" })).status).toBe(400);
    await ok("POST", subnets, { label: "in", ipv4: "10.118.1.0/24" });
    const shrunk = await call("PUT", `/vpcs/${vpc.id}`, { ipv4: [{ range: "10.118.8.0/21" }] });
    expect(shrunk.status).toBe(400);
    await ok("PUT", `/vpcs/${vpc.id}`, { ipv4: [{ range: "10.118.0.0/21" }] });
  });

  it.each(["192.168.128.0/20", "224.0.0.0/8", "10.0.0.1/24"])("never include %s", async (range) => {
    const { call } = await start();
    const answer = await call("POST", "/vpcs", { label: "own", region: custom, ipv4: [{ range }] });
    expect(answer.status).toBe(400);
  });

  it("of IPv6 are parted among subnets without overlap", async () => {
    const { ok, call } = await start();
    const vpc = await ok("POST", "/vpcs", { label: "six", region: custom, ipv6: [{ range: "/52" }] });
    const add = (n: number, range: string) =>
      call("POST", `/vpcs/${vpc.id}/subnets`, { label: `s${n}`, ipv4: `10.1.${n}.0/24`, ipv6: [{ range }] });
    const small = (await add(0, "/62")).body.ipv6[0].range;
    const first = (await add(1, "auto")).body.ipv6[0].range;
    expect(small).toMatch(/::\/62$/);
    expect(first).toMatch(/:100::\/56$/);
    expect((await add(2, small)).status).toBe(400);
    expect((await add(2, "/48")).status).toBe(400);
    const rdma = await call("POST", "/vpcs", {
      label: "fast",
      region: custom,
      vpc_type: "rdma",
      ipv6: [{ range: "/52" }],
    });
    expect(errors(rdma)).toEqual([{ reason: "RDMA VPCs cannot have IPv6 ranges", field: "ipv6" }]);
  });
});

describe("a NodeBalancer in a VPC", () => {
  it("takes a range that no Linode gets, and shows it everywhere", async () => {
    const session = await start();
    const { ok } = session;
    const { vpc, subnet, balancer } = await balanced(session);
    const made: string[] = [];
    for (let n = 0; n < 3; n++) {
      const one = await ok("POST", "/linode/instances", {
        ...linode,
        interfaces: [{ purpose: "vpc", subnet_id: subnet }],
      });
      const configs = await ok("GET", `/linode/instances/${one.id}/configs`);
      made.push(configs.data[0].interfaces[0].ipv4.vpc);
    }
    expect(made).toEqual(["10.1.0.2", "10.1.0.3", "10.1.0.8"]);
    const shown = await ok("GET", `/vpcs/${vpc}/subnets/${subnet}`);
    expect(shown.nodebalancers).toEqual([{ id: balancer, ipv4_range: "10.1.0.4/30" }]);
    const { data } = await ok("GET", `/vpcs/${vpc}/ips`);
    const row = data.find((one: { nodebalancer_id: number | null }) => one.nodebalancer_id === balancer);
    expect(row).toMatchObject({ address: null, address_range: "10.1.0.4/30", linode_id: null });
    const list = await ok("GET", `/nodebalancers/${balancer}/vpcs`);
    expect(await ok("GET", `/nodebalancers/${balancer}/vpcs/${list.data[0].id}`)).toEqual(list.data[0]);
  });

  it("keeps its subnet until it goes, and lies in its region", async () => {
    const session = await start();
    const { ok, call } = session;
    const { vpc, subnet, balancer } = await balanced(session);
    expect((await call("DELETE", `/vpcs/${vpc}`)).status).toBe(400);
    const far = { region: "de-fra-2", vpcs: [{ subnet_id: subnet }] };
    expect((await call("POST", "/nodebalancers", far)).status).toBe(400);
    const taken = { region: "fr-par", vpcs: [{ subnet_id: subnet, ipv4_range: "10.1.0.4/30" }] };
    expect((await call("POST", "/nodebalancers", taken)).status).toBe(400);
    const next = await ok("POST", "/nodebalancers", { region: "fr-par", vpcs: [{ subnet_id: subnet }] });
    const own = await ok("GET", `/nodebalancers/${next.id}/vpcs`);
    expect(own.data[0].ipv4_range).toBe("10.1.0.8/30");
    for (const id of [balancer, next.id]) await ok("DELETE", `/nodebalancers/${id}`);
    await ok("DELETE", `/vpcs/${vpc}`);
  });
});
