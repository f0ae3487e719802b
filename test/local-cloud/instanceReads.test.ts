import { describe, expect, it } from "vitest";
import { typeById } from "../../local-cloud/catalog";
import { errors, linode, type Session, start } from "./support";

/** A Linode that runs, and its path. */
async function running({ ok, settle }: Session, more: object = {}): Promise<{ id: number; path: string }> {
  const { id } = await ok("POST", "/linode/instances", { ...linode, ...more });
  await settle();
  return { id, path: `/linode/instances/${id}` };
}

describe("what a Linode is asked", () => {
  it("names its volumes, and the NodeBalancers that send it requests", async () => {
    const session = await start();
    const { ok } = session;
    const { id, path } = await running(session, { private_ip: true });
    const volume = await ok("POST", "/volumes", { label: "data", linode_id: id });
    await ok("POST", "/volumes", { label: "elsewhere", region: "fr-par" });
    expect((await ok("GET", `${path}/volumes`)).data).toMatchObject([{ id: volume.id, linode_id: id }]);

    const own = (await ok("GET", `${path}/ips`)).ipv4.private[0].address;
    const nodes = [{ label: "one", address: `${own}:80` }];
    const body = { region: "fr-par", configs: [{ port: 80, nodes }] };
    const balancer = await ok("POST", "/nodebalancers", body);
    await ok("POST", "/nodebalancers", { region: "fr-par" });
    expect((await ok("GET", `${path}/nodebalancers`)).data).toMatchObject([{ id: balancer.id }]);
  });

  it("tells traffic by month, and has no load to measure", async () => {
    const session = await start();
    const { ok, call, cloud } = session;
    const { path } = await running(session);
    const { transfer } = (await ok("GET", path)).specs;
    expect(await ok("GET", `${path}/transfer`)).toEqual({ used: 0, quota: transfer, billable: 0 });
    expect(await ok("GET", "/account/transfer")).toMatchObject({ used: 0, quota: transfer });
    const [year = "", month = ""] = cloud.world.clock.timestamp().split("-");
    expect(await ok("GET", `${path}/transfer/${year}/${month}`)).toEqual({
      bytes_in: 0,
      bytes_out: 0,
      bytes_total: 0,
    });
    expect(errors(await call("GET", `${path}/transfer/${Number(year) + 1}/1`))).toEqual([
      { reason: "Must be the current month or one in the past" },
    ]);
    expect((await call("GET", `${path}/transfer/${year}/13`)).status).toBe(404);
    for (const statistics of [`${path}/stats`, `${path}/stats/${year}/${month}`]) {
      expect(errors(await call("GET", statistics))).toEqual([
        { reason: "Stats are unavailable at this time." },
      ]);
    }
    expect((await call("GET", `${path}/stats/${Number(year) + 1}/1`)).status).toBe(400);
  });

  it("records that its firewalls were applied anew", async () => {
    const session = await start();
    const { ok } = session;
    const { id, path } = await running(session);
    await ok("POST", `${path}/firewalls/apply`);
    const { data } = await ok("GET", "/account/events", undefined, {
      "X-Filter": '{"action":"firewall_apply"}',
    });
    expect(data).toMatchObject([{ entity: { type: "linode", id }, status: "notification" }]);
  });
});

describe("a Linode's addresses", () => {
  it("are added, named in reverse and given back; the last public one stays", async () => {
    const session = await start();
    const { ok, call } = session;
    const { id, path } = await running(session);
    const [first] = (await ok("GET", path)).ipv4;
    const added = await ok("POST", `${path}/ips`, { type: "ipv4", public: true });
    expect(added).toMatchObject({ linode_id: id, public: true, type: "ipv4" });
    const address = `${path}/ips/${added.address}`;
    expect(await ok("PUT", address, { rdns: "one.example.org" })).toMatchObject({ rdns: "one.example.org" });
    expect(errors(await call("PUT", address, { rdns: "not a name" }))).toEqual([
      { reason: "Domain is not valid.", field: "rdns" },
    ]);
    expect(await ok("GET", address)).toMatchObject({ address: added.address, rdns: "one.example.org" });

    await ok("POST", `${path}/ips`, { type: "ipv4", public: false });
    expect(errors(await call("POST", `${path}/ips`, { type: "ipv4", public: false }))).toEqual([
      { reason: "Linode already has a private address" },
    ]);
    expect(errors(await call("POST", `${path}/ips`, { type: "ipv6", public: true }))).toEqual([
      { reason: "Only addresses of type ipv4 are currently supported." },
    ]);

    await ok("DELETE", `${path}/ips/${first}`);
    expect(errors(await call("DELETE", address))).toEqual([
      { reason: "Linode must have at least one public address" },
    ]);
    expect((await call("GET", `${path}/ips/${first}`)).status).toBe(404);
  });
});

describe("a Linode's plan", () => {
  it("changes with a job, which its only disk grows with; and not to one that its disks don't fit", async () => {
    const session = await start();
    const { ok, call, settle } = session;
    const { path } = await running(session);
    const disk = async () =>
      (await ok("GET", `${path}/disks`)).data.find((one: { filesystem: string }) => one.filesystem !== "swap")
        .size;
    const before = await disk();
    await ok("POST", `${path}/resize`, { type: "g6-standard-2" });
    expect(await ok("GET", path)).toMatchObject({ status: "resizing", type: "g6-nanode-1" });
    await settle();
    await settle();
    expect(await ok("GET", path)).toMatchObject({ status: "running", type: "g6-standard-2" });
    expect(await disk()).toBeGreaterThan(before);
    expect(errors(await call("POST", `${path}/resize`, { type: "g6-standard-2" }))).toEqual([
      { reason: "Linode is already running this service plan.", field: "type" },
    ]);
    const small = await call("POST", `${path}/resize`, {
      type: "g6-nanode-1",
      allow_auto_disk_resize: false,
    });
    expect(errors(small)).toMatchObject([{ reason: expect.stringContaining("more disk than the new") }]);
    const { data } = await ok("GET", "/account/events", undefined, {
      "X-Filter": '{"action":{"+contains":"linode_resize"}}',
    });
    expect(data.map((one: { action: string }) => one.action).sort()).toEqual([
      "linode_resize",
      "linode_resize_create",
    ]);
  });

  it("is upgraded where another took its place, and only there", async () => {
    const session = await start();
    const { ok, call, settle } = session;
    const { path } = await running(session);
    expect(errors(await call("POST", `${path}/mutate`))).toEqual([
      { reason: "There is no upgrade for this Linode's plan" },
    ]);
    // No plan that is on offer today has a successor.
    const plan = typeById(linode.type);
    if (plan === undefined) throw new Error(`${linode.type} is no plan.`);
    const { successor } = plan;
    Object.assign(plan, { successor: "g6-standard-1" });
    try {
      await ok("POST", `${path}/mutate`);
      await settle();
      await settle();
      expect(await ok("GET", path)).toMatchObject({ status: "running", type: "g6-standard-1" });
    } finally {
      plan.successor = successor;
    }
  });
});
