import { describe, expect, it } from "vitest";
import { errors, linode, type Session, start } from "./support";

async function running({ ok, settle }: Session, more: object = {}): Promise<number> {
  const { id } = await ok("POST", "/linode/instances", { ...linode, ...more });
  await settle();
  return id;
}

describe("reserved addresses", () => {
  it("are listed in their numbers' order, tagged and given back", async () => {
    const { ok, call } = await start();
    const path = "/networking/reserved/ips";
    const made: string[] = [];
    for (let n = 0; n < 3; n++) made.push((await ok("POST", path, { region: "fr-par" })).address);
    const listed = (await ok("GET", path)).data.map((one: { address: string }) => one.address);
    expect(new Set(listed)).toEqual(new Set(made));
    const [one] = listed;
    expect(await ok("PUT", `${path}/${one}`, { tags: ["a"] })).toMatchObject({ address: one, tags: ["a"] });
    expect(await ok("GET", `${path}/${one}`)).toMatchObject({ tags: ["a"], reserved: true });
    await ok("DELETE", `${path}/${one}`);
    expect((await call("GET", `${path}/${one}`)).status).toBe(404);
  });
});

describe("IPv6 ranges", () => {
  it("are routed to a Linode, listed and given back; pools are of the past", async () => {
    const session = await start();
    const { ok, call } = session;
    const id = await running(session);
    const { range, route_target } = await ok("POST", "/networking/ipv6/ranges", {
      linode_id: id,
      prefix_length: 64,
    });
    const { data } = await ok("GET", "/networking/ipv6/ranges");
    expect(data).toEqual([{ range: range.replace("/64", ""), prefix: 64, region: "fr-par", route_target }]);
    const path = `/networking/ipv6/ranges/${range.replace("/64", "")}`;
    expect(await ok("GET", path)).toMatchObject({ linodes: [id], is_bgp: false });
    await ok("DELETE", path);
    expect((await ok("GET", "/networking/ipv6/ranges")).results).toBe(0);
    expect((await ok("GET", "/networking/ipv6/pools")).results).toBe(0);
    expect((await call("GET", "/networking/ipv6/pools/2001:db8::")).status).toBe(404);
  });
});

describe("addresses among Linodes", () => {
  it("are assigned and shared under the older paths as under the newer ones", async () => {
    const session = await start();
    const { ok, call } = session;
    const [one, two] = [await running(session), await running(session)];
    const { address } = await ok("POST", `/linode/instances/${one}/ips`, { type: "ipv4", public: true });
    const shared = async () => (await ok("GET", `/linode/instances/${two}/ips`)).ipv4.shared;
    await ok("POST", "/networking/ipv4/share", { linode_id: two, ips: [address] });
    expect(await shared()).toMatchObject([{ address, linode_id: one }]);
    const assignments = [{ address, linode_id: two }];
    expect(errors(await call("POST", "/networking/ipv4/assign", { region: "fr-par", assignments }))).toEqual([
      { reason: "Shared addresses cannot be assigned to another Linode." },
    ]);
    await ok("POST", "/networking/ips/share", { linode_id: two, ips: [] });
    expect(await shared()).toEqual([]);
    await ok("POST", "/networking/ipv4/assign", { region: "fr-par", assignments });
    expect(await ok("GET", `/networking/ips/${address}`)).toMatchObject({ linode_id: two });
    expect(await ok("GET", "/_local/contradictions")).toEqual([]);
  });
});

describe("addresses inside VPCs", () => {
  it("are listed for one VPC and for all, with the ranges that Linode gives", async () => {
    const session = await start();
    const { ok, call } = session;
    const net = async (label: string) =>
      ok("POST", "/vpcs", { label, region: "fr-par", subnets: [{ label: "sub", ipv4: "10.0.0.0/24" }] });
    const [first, second] = [await net("one"), await net("two")];
    for (const { subnets } of [first, second]) {
      const interfaces = [{ purpose: "vpc", subnet_id: subnets[0].id, ipv4: { vpc: "10.0.0.7" } }];
      await running(session, { interfaces });
    }
    expect((await ok("GET", "/vpcs/ips")).data).toMatchObject([
      { address: "10.0.0.7", vpc_id: first.id },
      { address: "10.0.0.7", vpc_id: second.id },
    ]);
    expect((await ok("GET", `/vpcs/${second.id}/ips`)).results).toBe(1);
    // Neither has an IPv6 range.
    for (const path of ["/vpcs/ipv6s", `/vpcs/${first.id}/ipv6s`])
      expect((await ok("GET", path)).results).toBe(0);
    expect((await call("GET", "/vpcs/1/ipv6s")).status).toBe(404);
    const ranges = await ok("GET", "/vpcs/default-ranges");
    expect(ranges.default_ipv4_ranges).toContain("10.0.0.0/8");
    expect(ranges.forbidden_ipv4_ranges).toContain("192.168.128.0/17");
  });

  it("belong to subnets, which can be renamed", async () => {
    const { ok } = await start();
    const vpc = await ok("POST", "/vpcs", { label: "net", region: "fr-par" });
    const path = `/vpcs/${vpc.id}/subnets`;
    const made = await ok("POST", path, { label: "one", ipv4: "10.1.0.0/24" });
    expect(await ok("PUT", `${path}/${made.id}`, { label: "two" })).toMatchObject({
      id: made.id,
      label: "two",
    });
    expect((await ok("GET", path)).data).toMatchObject([{ id: made.id, label: "two", ipv4: "10.1.0.0/24" }]);
  });
});
