import { describe, expect, it } from "vitest";
import { type Answer, linode, start } from "./support";

const statusesOf = (answers: readonly Answer[]): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

/** The same request from many clients at once. */
const atOnce = (count: number, one: (n: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => one(n)));

describe("several clients at once", () => {
  it("one of many gets a label", async () => {
    const { call, ok } = await start();
    for (const [path, body] of [
      ["/volumes", { label: "same", region: "fr-par" }],
      ["/linode/instances", { ...linode, label: "same" }],
      [
        "/networking/firewalls",
        { label: "same", rules: { inbound_policy: "DROP", outbound_policy: "ACCEPT" } },
      ],
      ["/vpcs", { label: "same", region: "fr-par" }],
      ["/placement/groups", placementGroup],
      ["/domains", { domain: "same.example", type: "master", soa_email: "a@example.org" }],
    ] as const) {
      const answers = await atOnce(12, () => call("POST", path, body));
      expect([path, statusesOf(answers)]).toEqual([path, { 200: 1, 400: 11 }]);
      expect((await ok("GET", path)).results).toBe(1);
    }
    expect(await ok("GET", "/_local/contradictions")).toEqual([]);
  });

  it("one of many firewalls gets a Linode", async () => {
    const { call, ok } = await start();
    const { id } = await ok("POST", "/linode/instances", linode);
    const firewalls: number[] = [];
    for (let n = 0; n < 8; n++) {
      const rules = { inbound_policy: "DROP", outbound_policy: "ACCEPT" };
      firewalls.push((await ok("POST", "/networking/firewalls", { label: `wall${n}`, rules })).id);
    }
    const answers = await atOnce(8, (n) =>
      call("POST", `/networking/firewalls/${firewalls[n]}/devices`, { id, type: "linode" }),
    );
    expect(statusesOf(answers)).toEqual({ 200: 1, 400: 7 });
    expect((await ok("GET", `/linode/instances/${id}/firewalls`)).results).toBe(1);
    expect(await ok("GET", "/_local/contradictions")).toEqual([]);
  });

  it("none gets an address that another has", async () => {
    const { call, ok, settle } = await start();
    const vpc = await ok("POST", "/vpcs", {
      label: "net",
      region: "fr-par",
      subnets: [{ label: "sub", ipv4: "10.0.0.0/24" }],
    });
    const subnet = vpc.subnets[0].id;
    const made = await atOnce(30, (n) =>
      call("POST", "/linode/instances", {
        ...linode,
        label: `host-${n}`,
        private_ip: true,
        interfaces: [{ purpose: "public" }, { purpose: "vpc", subnet_id: subnet, primary: false }],
      }),
    );
    expect(statusesOf(made)).toEqual({ 200: 30 });
    await settle();
    const ips = (await ok("GET", "/networking/ips?page_size=500")).data.map(
      (one: { address: string }) => one.address,
    );
    expect(new Set(ips).size).toBe(ips.length);
    const inside = (await ok("GET", `/vpcs/${vpc.id}/ips?page_size=500`)).data.map(
      (one: { address: string }) => one.address,
    );
    expect(inside.length).toBe(30);
    expect(new Set(inside).size).toBe(30);
    expect(await ok("GET", "/_local/contradictions")).toEqual([]);
  });

  it("no more than a placement group holds get in", async () => {
    const { call, ok } = await start();
    const group = await ok("POST", "/placement/groups", placementGroup);
    const made = await atOnce(12, (n) =>
      call("POST", "/linode/instances", { ...linode, label: `host-${n}`, placement_group: { id: group.id } }),
    );
    const { data } = await ok("GET", "/regions?page_size=500");
    const limit = data.find((one: { id: string }) => one.id === linode.region).placement_group_limits
      .maximum_linodes_per_pg;
    expect(statusesOf(made)).toEqual({ 200: limit, 400: 12 - limit });
    expect((await ok("GET", `/placement/groups/${group.id}`)).members.length).toBe(limit);
    expect(await ok("GET", "/_local/contradictions")).toEqual([]);
  });

  it("one of many attaches a volume, and reads in between see whole states", async () => {
    const { call, ok, settle } = await start();
    const linodes: number[] = [];
    for (let n = 0; n < 6; n++) linodes.push((await ok("POST", "/linode/instances", linode)).id);
    const volume = await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    await settle();
    const [attached, seen] = await Promise.all([
      atOnce(6, (n) => call("POST", `/volumes/${volume.id}/attach`, { linode_id: linodes[n] })),
      atOnce(12, () => call("GET", "/_local/contradictions")),
    ]);
    expect(statusesOf(attached)[200]).toBe(1);
    expect(seen.flatMap(({ body }) => body)).toEqual([]);
  });
});

const placementGroup = {
  label: "same",
  region: "fr-par",
  placement_group_type: "anti_affinity:local",
  placement_group_policy: "strict",
};
