import { describe, expect, it } from "vitest";
import { errors, linode, type Session, start } from "./support";

/** A Linode that is off, with its disks: the one of the system and the swap. */
async function offLinode(session: Session): Promise<{ path: string; id: number }> {
  const { id } = await session.ok("POST", "/linode/instances", { ...linode, booted: false, boot_size: 8000 });
  await session.settle();
  return { id, path: `/linode/instances/${id}` };
}

describe("disks", () => {
  it("join the list when their job starts, and make the Linode busy until it ends", async () => {
    const session = await start();
    const { call, ok, settle, cloud } = session;
    const { path } = await offLinode(session);
    const made = await ok("POST", `${path}/disks`, { label: "data", size: 1000 });
    expect(made).toMatchObject({ status: "not ready", filesystem: "ext4", size: 1000 });
    expect((await ok("GET", `${path}/disks`)).results).toBe(2);
    expect(errors(await call("POST", `${path}/disks`, { size: 10 }))).toEqual([{ reason: "Linode busy." }]);
    cloud.world.clock.advance(2);
    expect((await ok("GET", `${path}/disks`)).data[2]).toMatchObject({ id: made.id, status: "not ready" });
    await settle();
    expect(await ok("GET", `${path}/disks/${made.id}`)).toMatchObject({ status: "ready" });
  });

  it("never take more than the plan's storage, whether made, grown or copied", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const { path } = await offLinode(session);
    const free = 25_600 - 8000 - 512;
    const tooLarge = await call("POST", `${path}/disks`, { size: free + 1 });
    expect([tooLarge.status, tooLarge.body.errors[0].field]).toEqual([400, "size"]);
    const { id } = await ok("POST", `${path}/disks`, { label: "all", size: free });
    await settle();
    expect((await call("POST", `${path}/disks/${id}/resize`, { size: free + 1 })).status).toBe(400);
    expect((await call("POST", `${path}/disks/${id}/clone`)).status).toBe(400);
    await ok("POST", `${path}/disks/${id}/resize`, { size: 1000 });
    await settle();
    expect(await ok("GET", `${path}/disks/${id}`)).toMatchObject({ size: 1000, status: "ready" });
    expect(await ok("POST", `${path}/disks/${id}/clone`)).toMatchObject({
      label: "Copy of all",
      size: 1000,
      status: "ready",
    });
  });

  it("leave the configurations that name them when they are deleted", async () => {
    const session = await start();
    const { ok, settle } = session;
    const { path } = await offLinode(session);
    const { id } = await ok("POST", `${path}/disks`, { label: "data", size: 1000 });
    await settle();
    const config = await ok("POST", `${path}/configs`, { label: "c", devices: { sdc: { disk_id: id } } });
    await ok("DELETE", `${path}/disks/${id}`);
    await settle();
    expect((await ok("GET", `${path}/configs/${config.id}`)).devices.sdc).toBeNull();
  });

  it("have no new password while the Linode runs from them, and a new size is asked for in vain", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const { path } = await offLinode(session);
    const [system, swap] = (await ok("GET", `${path}/disks`)).data;
    await ok("POST", `${path}/boot`);
    await settle();
    await ok("POST", `${path}/disks/${system.id}/resize`, { size: 9000 });
    await settle();
    const filter = { "X-Filter": '{"action":"disk_resize"}' };
    expect((await ok("GET", "/account/events", undefined, filter)).data[0].status).toBe("failed");
    expect(await ok("GET", `${path}/disks/${system.id}`)).toMatchObject({ size: 8000, status: "ready" });
    expect((await call("POST", `${path}/disks/${system.id}/password`, { password: "x" })).status).toBe(400);
    await ok("POST", `${path}/shutdown`);
    await settle();
    expect((await call("POST", `${path}/disks/${swap.id}/password`, { password: "x" })).status).toBe(400);
    await ok("POST", `${path}/disks/${system.id}/password`, { password: "x" });
  });
});

describe("devices of a configuration", () => {
  it("take volumes, which are the Linode's from then on", async () => {
    const session = await start();
    const { ok, settle } = session;
    const { path, id } = await offLinode(session);
    const volume = await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    await settle();
    const devices = { sda: { volume_id: volume.id } };
    const config = await ok("POST", `${path}/configs`, { label: "c", devices });
    expect(await ok("GET", `/volumes/${volume.id}`)).toMatchObject({ linode_id: id });
    await ok("DELETE", `/volumes/${volume.id}`);
    expect((await ok("GET", `${path}/configs/${config.id}`)).devices.sda).toBeNull();
  });

  it("get an attached volume of the configuration that boots, and lose it with it", async () => {
    const session = await start();
    const { ok, settle } = session;
    const { path, id } = await offLinode(session);
    const volume = await ok("POST", "/volumes", { label: "data", region: "fr-par", linode_id: id });
    const [config] = (await ok("GET", `${path}/configs`)).data;
    expect(config.devices.sdc).toEqual({ disk_id: null, volume_id: volume.id });
    await settle();
    await ok("POST", `/volumes/${volume.id}/detach`, {});
    await settle();
    expect((await ok("GET", `${path}/configs/${config.id}`)).devices.sdc).toBeNull();
  });

  it("are as many as the plan allows, shown as far as they are used", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const big = { region: "fr-par", type: "g6-standard-6" };
    const { id } = await ok("POST", "/linode/instances", big);
    await settle();
    const volume = await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    const path = `/linode/instances/${id}/configs`;
    const made = await ok("POST", path, { label: "c", devices: { sdk: { volume_id: volume.id } } });
    expect(Object.keys(made.devices).at(-1)).toBe("sdk");
    const beyond = await call("POST", path, { label: "d", devices: { sdr: { volume_id: volume.id } } });
    expect([beyond.status, beyond.body.errors[0].field]).toEqual([400, "devices.sdr"]);
  });

  it("follow the account in whether the platform configures the network", async () => {
    const session = await start();
    const { ok } = session;
    const { path } = await offLinode(session);
    await ok("PUT", "/account/settings", { network_helper: false });
    const made = await ok("POST", `${path}/configs`, { label: "c", devices: {} });
    expect(made.helpers.network).toBe(false);
  });
});
