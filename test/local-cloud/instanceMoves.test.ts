import { describe, expect, it } from "vitest";
import { errors, linode, type Session, start } from "./support";

async function running(session: Session, more: object = {}): Promise<{ id: number; path: string }> {
  const { id } = await session.ok("POST", "/linode/instances", { ...linode, ...more });
  await session.settle();
  return { id, path: `/linode/instances/${id}` };
}

async function eventsOf(session: Session, id: number): Promise<[string, string][]> {
  const filter = { "X-Filter": JSON.stringify({ "entity.id": id, "entity.type": "linode" }) };
  const { data } = await session.ok("GET", "/account/events", undefined, filter);
  return data
    .sort((a: { id: number }, b: { id: number }) => a.id - b.id)
    .map((event: { action: string; status: string }) => [event.action, event.status]);
}

describe("a Linode's queue", () => {
  it("holds the boot from the start, and begins it when the Linode is made", async () => {
    const session = await start();
    const { id } = await session.ok("POST", "/linode/instances", linode);
    expect(await eventsOf(session, id)).toEqual([
      ["linode_create", "scheduled"],
      ["linode_boot", "scheduled"],
    ]);
    session.cloud.world.clock.advance(53);
    expect(await eventsOf(session, id)).toEqual([
      ["linode_create", "finished"],
      ["linode_boot", "started"],
    ]);
  });

  it("takes a boot while the Linode is being made, once", async () => {
    const { ok, call, settle } = await start();
    const { id } = await ok("POST", "/linode/instances", { ...linode, booted: false });
    await ok("POST", `/linode/instances/${id}/boot`);
    expect(await ok("GET", `/linode/instances/${id}`)).toMatchObject({ status: "provisioning" });
    const again = await call("POST", `/linode/instances/${id}/boot`);
    expect(errors(again)).toEqual([{ reason: "Linode busy." }]);
    await settle();
    expect(await ok("GET", `/linode/instances/${id}`)).toMatchObject({ status: "running" });
  });

  it("is busy for a moment after the Linode says that it runs", async () => {
    const { ok, call, cloud } = await start();
    const { id } = await ok("POST", "/linode/instances", linode);
    const status = async () => (await ok("GET", `/linode/instances/${id}`)).status;
    for (let second = 0; second < 120 && (await status()) !== "running"; second++) {
      cloud.world.clock.advance(1);
    }
    expect(errors(await call("POST", `/linode/instances/${id}/shutdown`))).toEqual([
      { reason: "Linode busy." },
    ]);
    cloud.world.clock.advance(30);
    await ok("POST", `/linode/instances/${id}/shutdown`);
  });
});

describe("a rebuild", () => {
  it("replaces disks and configuration, keeps addresses, and answers what a running Linode was", async () => {
    const session = await start();
    const { ok, settle } = session;
    const { path } = await running(session);
    const before = await ok("GET", path);
    const old = (await ok("GET", `${path}/disks`)).data.map((disk: { id: number }) => disk.id);
    const answer = await ok("POST", `${path}/rebuild`, { image: "linode/debian13", root_pass: "x" });
    expect(answer).toMatchObject({ status: "running", image: "linode/debian13", ipv4: before.ipv4 });
    expect(await ok("GET", path)).toMatchObject({ status: "rebuilding" });
    await settle();
    const now = (await ok("GET", `${path}/disks`)).data;
    expect(await ok("GET", path)).toMatchObject({ status: "running" });
    expect(now.map((disk: { label: string }) => disk.label)).toEqual(["Debian 13 Disk", "512 MB Swap Image"]);
    expect(now.some((disk: { id: number }) => old.includes(disk.id))).toBe(false);
  });

  it("moves to another plan on request, which shows when it ends", async () => {
    const session = await start();
    const { ok, settle } = session;
    const { path } = await running(session, { booted: false });
    const body = { image: "linode/debian12", root_pass: "x", type: "g6-standard-2", booted: false };
    expect(await ok("POST", `${path}/rebuild`, body)).toMatchObject({
      status: "rebuilding",
      type: "g6-nanode-1",
    });
    await settle();
    expect(await ok("GET", path)).toMatchObject({ type: "g6-standard-2", status: "offline" });
    const sizes = (await ok("GET", `${path}/disks`)).data.map((disk: { size: number }) => disk.size);
    expect(sizes).toEqual([81_920 - 512, 512]);
  });
});

describe("a migration", () => {
  it("is in both placement groups while it lasts, and in the new one afterwards", async () => {
    const session = await start();
    const { ok, settle } = session;
    const group = async (region: string): Promise<number> =>
      (
        await ok("POST", "/placement/groups", {
          label: `group-${region}`,
          region,
          placement_group_type: "anti_affinity:local",
          placement_group_policy: "strict",
        })
      ).id;
    const [from, to] = [await group("fr-par"), await group("de-fra-2")];
    const { id, path } = await running(session, { placement_group: { id: from } });
    await ok("POST", `${path}/migrate`, { region: "de-fra-2", placement_group: { id: to } });
    const member = { linode_id: id, is_compliant: true };
    expect(await ok("GET", `/placement/groups/${from}`)).toMatchObject({
      members: [member],
      migrations: { outbound: [{ linode_id: id }] },
    });
    expect(await ok("GET", `/placement/groups/${to}`)).toMatchObject({
      members: [member],
      migrations: { inbound: [{ linode_id: id }] },
    });
    expect((await ok("GET", path)).placement_group).toMatchObject({ id: from, migrating_to: to });
    await settle();
    expect(await ok("GET", `/placement/groups/${from}`)).toMatchObject({ members: [], migrations: null });
    expect((await ok("GET", path)).placement_group).toMatchObject({ id: to, migrating_to: null });
  });

  it("is refused where nothing is pending, and while something of the region holds the Linode", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const { id, path } = await running(session);
    expect((await call("POST", `${path}/migrate`, {})).status).toBe(400);
    expect((await call("POST", `${path}/migrate`, { region: "fr-par" })).body.errors[0].field).toBe("region");
    await ok("POST", "/volumes", { label: "data", linode_id: id });
    await settle();
    expect(errors(await call("POST", `${path}/migrate`, { region: "de-fra-2" }))).toEqual([
      { reason: "Volumes must be detached before the Linode can be migrated to another region" },
    ]);
  });
});

describe("a clone", () => {
  it("gets its own addresses, the configurations and their disks, and keeps its source busy", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const { id, path } = await running(session, { boot_size: 5000 });
    await ok("POST", `${path}/disks`, { label: "loose", size: 1000 });
    await settle();
    const body = { region: "fr-par", type: "g6-nanode-1", private_ip: true, metadata: { user_data: "" } };
    const copy = await ok("POST", `${path}/clone`, body);
    expect(copy).toMatchObject({ status: "offline", label: `linode${copy.id}`, has_user_data: false });
    expect(copy.ipv4).toHaveLength(2);
    for (const busy of [id, copy.id]) {
      const answer = await call("POST", `/linode/instances/${busy}/boot`);
      expect(errors(answer)).toEqual([{ reason: "Linode busy." }]);
      expect((await call("DELETE", `/linode/instances/${busy}`)).status).toBe(400);
    }
    await settle();
    const labels = (await ok("GET", `/linode/instances/${copy.id}/disks`)).data.map(
      (disk: { label: string }) => disk.label,
    );
    expect(labels).toEqual(["Debian 12 Disk", "512 MB Swap Image"]);
    await ok("POST", `/linode/instances/${copy.id}/boot`);
  });

  it("onto a Linode needs room there, and takes nothing that only a new one can have", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const { path } = await running(session);
    const target = await running(session, { label: "target" });
    const full = await call("POST", `${path}/clone`, { linode_id: target.id });
    expect([full.status, full.body.errors[0].field]).toEqual([400, "size"]);
    const labelled = await call("POST", `${path}/clone`, { linode_id: target.id, label: "other" });
    expect(labelled.body.errors[0].field).toBe("label");
    const { id } = await ok("POST", "/linode/instances", { region: "fr-par", type: "g6-nanode-1" });
    await settle();
    await ok("POST", `${path}/clone`, { linode_id: id });
    await settle();
    expect((await ok("GET", `/linode/instances/${id}/configs`)).results).toBe(1);
  });
});

describe("rescue, passwords and upgrades", () => {
  it("boot the recovery system with devices of the Linode's own", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const { path } = await running(session);
    const [disk] = (await ok("GET", `${path}/disks`)).data;
    expect((await call("POST", `${path}/rescue`, { devices: { sda: { disk_id: 99 } } })).status).toBe(400);
    await ok("POST", `${path}/rescue`, { devices: { sda: { disk_id: disk.id } } });
    await settle();
    expect(await ok("GET", path)).toMatchObject({ status: "running" });
  });

  it("reset the password of a Linode that is off", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const { path } = await running(session);
    expect((await call("POST", `${path}/password`, { root_pass: "x" })).status).toBe(400);
    await ok("POST", `${path}/shutdown`);
    await settle();
    await ok("POST", `${path}/password`, { root_pass: "x" });
  });

  it("know no upgrade for a plan that has no successor", async () => {
    const session = await start();
    const { path } = await running(session);
    expect((await session.call("POST", `${path}/mutate`, {})).status).toBe(400);
  });
});
