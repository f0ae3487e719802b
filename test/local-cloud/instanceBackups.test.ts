import { describe, expect, it } from "vitest";
import { linode, type Session, start } from "./support";

const small = { ...linode, boot_size: 5000, booted: false, label: "source" };

/** A Linode with a snapshot. */
async function withSnapshot(session: Session): Promise<{ id: number; path: string; backup: number }> {
  const { id } = await session.ok("POST", "/linode/instances", { ...small, backups_enabled: true });
  await session.settle();
  const path = `/linode/instances/${id}`;
  const { id: backup } = await session.ok("POST", `${path}/backups`, { label: "before" });
  await session.settle();
  return { id, path, backup };
}

describe("backups", () => {
  it("are possible once they are enabled, and are planned by the platform", async () => {
    const { call, ok, settle } = await start();
    const { id } = await ok("POST", "/linode/instances", small);
    await settle();
    const path = `/linode/instances/${id}`;
    expect((await call("POST", `${path}/backups`, { label: "x" })).status).toBe(400);
    await ok("POST", `${path}/backups/enable`);
    expect((await ok("GET", path)).backups).toEqual({
      enabled: true,
      available: true,
      schedule: { day: "Scheduling", window: "Scheduling" },
      last_successful: null,
    });
  });

  it("are taken of every new Linode where the account says so", async () => {
    const { ok } = await start();
    await ok("PUT", "/account/settings", { backups_enabled: true });
    const made = await ok("POST", "/linode/instances", { ...small, backups_enabled: false });
    expect(made.backups.enabled).toBe(true);
  });

  it("hold what there is when they end, one snapshot a Linode", async () => {
    const session = await start();
    const { ok, settle, cloud } = session;
    const { path, backup } = await withSnapshot(session);
    expect(await ok("GET", `${path}/backups/${backup}`)).toMatchObject({
      type: "snapshot",
      status: "successful",
      label: "before",
      configs: ["My Debian 12 Disk Profile"],
      disks: [
        { label: "Debian 12 Disk", size: 5000, filesystem: "ext4" },
        { label: "512 MB Swap Image", size: 512, filesystem: "swap" },
      ],
    });
    expect((await ok("GET", path)).backups.last_successful).not.toBeNull();
    const next = await ok("POST", `${path}/backups`, { label: "after" });
    expect(next).toMatchObject({ status: "pending", configs: [], disks: [], finished: null });
    cloud.world.clock.advance(5);
    expect((await ok("GET", `${path}/backups`)).snapshot).toMatchObject({
      current: { id: backup },
      in_progress: { id: next.id, status: "running" },
    });
    await settle();
    expect((await ok("GET", `${path}/backups`)).snapshot).toMatchObject({
      current: { id: next.id },
      in_progress: null,
    });
  });

  it("bring disks and configurations back, in the place of others on request", async () => {
    const session = await start();
    const { ok, settle } = session;
    const { id, path, backup } = await withSnapshot(session);
    await ok("POST", `${path}/backups/${backup}/restore`, { linode_id: id, overwrite: true });
    await settle();
    const disks = (await ok("GET", `${path}/disks`)).data;
    expect(disks.map((disk: { status: string }) => disk.status)).toEqual(["ready", "ready"]);
    const configs = (await ok("GET", `${path}/configs`)).data;
    expect(configs).toHaveLength(1);
    expect(configs[0].devices.sda).toEqual({ disk_id: disks[0].id, volume_id: null });
    await ok("POST", `${path}/backups/${backup}/restore`, { linode_id: id });
    await settle();
    expect((await ok("GET", `${path}/disks`)).results).toBe(4);
  });

  it("make a Linode of their region, and go when the service is cancelled", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const { path, backup } = await withSnapshot(session);
    const body = { type: "g6-nanode-1", backup_id: backup };
    const elsewhere = await call("POST", "/linode/instances", { ...body, region: "de-fra-2" });
    expect([elsewhere.status, elsewhere.body.errors[0].field]).toEqual([400, "backup_id"]);
    const made = await ok("POST", "/linode/instances", { ...body, region: "fr-par" });
    await settle();
    expect(await ok("GET", `/linode/instances/${made.id}`)).toMatchObject({ status: "running", image: null });
    await ok("POST", `${path}/backups/cancel`);
    expect((await call("GET", `${path}/backups/${backup}`)).status).toBe(404);
  });
});
