import { describe, expect, it } from "vitest";
import { errors, linode, type Session, start } from "./support";

async function two(session: Session): Promise<{ id: number; ipv4: string[] }[]> {
  const made: { id: number; ipv4: string[] }[] = [];
  for (let n = 0; n < 2; n++) made.push(await session.ok("POST", "/linode/instances", linode));
  return made;
}

describe("addresses among Linodes", () => {
  it("are swapped in one request, and no Linode ends without a public one", async () => {
    const session = await start();
    const { ok, call } = session;
    const [a, b] = await two(session);
    if (a === undefined || b === undefined) throw new Error("Two Linodes were wanted.");
    const first = { address: a.ipv4[0], linode_id: b.id };
    const second = { address: b.ipv4[0], linode_id: a.id };
    const assign = (assignments: unknown[]) =>
      call("POST", "/networking/ips/assign", { region: "fr-par", assignments });
    expect((await assign([first])).status).toBe(400);
    expect((await ok("GET", `/linode/instances/${a.id}`)).ipv4).toEqual(a.ipv4);
    expect((await assign([first, second])).status).toBe(200);
    expect((await ok("GET", `/linode/instances/${a.id}`)).ipv4).toEqual(b.ipv4);
    expect((await ok("GET", `/linode/instances/${b.id}`)).ipv4).toEqual(a.ipv4);
  });

  it("are shared until they are no longer named, or the Linode goes", async () => {
    const session = await start();
    const { ok } = session;
    const [a, b] = await two(session);
    if (a === undefined || b === undefined) throw new Error("Two Linodes were wanted.");
    const range = await ok("POST", "/networking/ipv6/ranges", { linode_id: a.id, prefix_length: 64 });
    const name = range.range.replace("/64", "");
    const shared = async () => {
      const ips = await ok("GET", `/linode/instances/${b.id}/ips`);
      const targets = ips.ipv6.global.map((one: { route_target: string | null }) => one.route_target);
      return [ips.ipv4.shared.map((one: { address: string }) => one.address), targets];
    };
    await ok("POST", "/networking/ips/share", { linode_id: b.id, ips: [a.ipv4[0], name] });
    expect(await shared()).toEqual([a.ipv4, [null]]);
    expect(await ok("GET", `/networking/ipv6/ranges/${name}`)).toMatchObject({
      is_bgp: true,
      linodes: [a.id, b.id],
    });
    await ok("POST", "/networking/ips/share", { linode_id: b.id, ips: [] });
    expect(await shared()).toEqual([[], []]);
    await ok("POST", "/networking/ips/share", { linode_id: b.id, ips: [name] });
    await ok("DELETE", `/linode/instances/${b.id}`);
    expect(await ok("GET", `/networking/ipv6/ranges/${name}`)).toMatchObject({ is_bgp: false });
  });
});

describe("the account's addresses", () => {
  it("are listed with NodeBalancers' and IPv6, whatever the filter says about Linodes (a trap)", async () => {
    const session = await start();
    const { ok } = session;
    const [a] = await two(session);
    await ok("POST", "/nodebalancers", { region: "fr-par" });
    await ok("POST", "/networking/reserved/ips", { region: "fr-par" });
    const list = (filter: unknown) =>
      ok("GET", "/networking/ips", undefined, { "X-Filter": JSON.stringify(filter) });
    expect((await list({ linode_id: a?.id })).results).toBe(6);
    expect((await list({ reserved: true })).results).toBe(1);
    expect((await list({ type: "ipv6" })).results).toBe(2);
  });

  it("have names, of IPv6 too, that go with the Linode", async () => {
    const session = await start();
    const { ok } = session;
    const made = await ok("POST", "/linode/instances", linode);
    const address = made.ipv6.replace("/128", "");
    const path = `/networking/ips/${address}`;
    expect(await ok("PUT", path, { rdns: "six.example.com" })).toMatchObject({ rdns: "six.example.com" });
    expect((await ok("GET", path)).rdns).toBe("six.example.com");
    await ok("DELETE", `/linode/instances/${made.id}`);
    expect(session.cloud.world.store.count("ipv6Name")).toBe(0);
  });
});

describe("reserved addresses", () => {
  it("are limited, tagged, and found by their tag", async () => {
    const { ok, call } = await start();
    const reserve = (body: object = {}) =>
      call("POST", "/networking/reserved/ips", { region: "fr-par", ...body });
    const ip = (await reserve({ tags: ["lb"] })).body;
    expect(ip.tags).toEqual(["lb"]);
    const found = await ok("GET", "/tags/lb");
    expect(found.data).toEqual([{ type: "reserved_ipv4_address", data: ip }]);
    const path = `/networking/reserved/ips/${ip.address}`;
    expect((await ok("PUT", path, { tags: [] })).tags).toEqual([]);
    await ok("POST", "/tags", { label: "late", reserved_ipv4_addresses: [ip.address] });
    expect((await ok("GET", path)).tags).toEqual(["late"]);
    let last = await reserve();
    for (let n = 0; n < 20 && last.status === 200; n++) last = await reserve();
    expect(errors(last)).toEqual([
      {
        reason:
          "Additional Reserved IPv4 addresses require technical justification.  Please contact support describing your requirement.",
      },
    ]);
  });
});
