import { describe, expect, it } from "vitest";
import { errors, linode, start } from "./support";

describe("a Linode's life", () => {
  it("is created, booted, shut down and booted again, each with one event that runs through its states", async () => {
    const { ok, cloud } = await start();
    const made = await ok("POST", "/linode/instances", { ...linode, label: "web-1" });
    expect(made).toMatchObject({
      status: "provisioning",
      disk_encryption: "enabled",
      tags: [],
      image: "linode/debian12",
    });
    const filter = { "X-Filter": JSON.stringify({ action: "linode_create", "entity.id": made.id }) };
    const event = async () => (await ok("GET", "/account/events", undefined, filter)).data[0];
    const first = await event();
    expect(first).toMatchObject({
      status: "scheduled",
      percent_complete: 0,
      secondary_entity: { type: "image" },
    });
    cloud.world.clock.advance(26);
    expect(await event()).toMatchObject({ id: first.id, status: "started", percent_complete: 49 });
    cloud.world.clock.advance(27);
    expect(await event()).toMatchObject({
      id: first.id,
      status: "finished",
      percent_complete: 100,
      duration: 51,
    });
    expect(await ok("GET", `/linode/instances/${made.id}`)).toMatchObject({ status: "booting" });
    cloud.world.clock.advance(30);
    expect(await ok("GET", `/linode/instances/${made.id}`)).toMatchObject({ status: "running" });
    await ok("POST", `/linode/instances/${made.id}/shutdown`);
    expect(await ok("GET", `/linode/instances/${made.id}`)).toMatchObject({ status: "shutting_down" });
    cloud.world.clock.advance(30);
    expect(await ok("GET", `/linode/instances/${made.id}`)).toMatchObject({ status: "offline" });
  });

  it("is not off while the host behind it is on, however long that takes", async () => {
    const { ok, cloud, settle } = await start();
    const { id } = await ok("POST", "/linode/instances", linode);
    await settle();
    let isOn = true;
    cloud.world.jobs.waitFor(({ action }) => action === "linode_shutdown" && isOn);
    await ok("POST", `/linode/instances/${id}/shutdown`);
    await settle();
    expect(await ok("GET", `/linode/instances/${id}`)).toMatchObject({ status: "shutting_down" });
    isOn = false;
    cloud.world.jobs.hold();
    await settle();
    expect(await ok("GET", `/linode/instances/${id}`)).toMatchObject({ status: "offline" });
  });

  it("names the booted configuration in the boot event", async () => {
    const { ok, settle } = await start();
    const { id } = await ok("POST", "/linode/instances", linode);
    await settle();
    const { data: configs } = await ok("GET", `/linode/instances/${id}/configs`);
    const filter = { "X-Filter": '{"action":"linode_boot"}' };
    const { data } = await ok("GET", "/account/events", undefined, filter);
    expect(data[0].secondary_entity).toMatchObject({ id: configs[0].id, type: "linode_config" });
    expect(configs[0]).toMatchObject({ label: "My Debian 12 Disk Profile", kernel: "linode/grub2" });
  });

  it("is busy while a job runs, except for its deletion", async () => {
    const { call, ok } = await start();
    const { id } = await ok("POST", "/linode/instances", linode);
    for (const action of ["boot", "reboot", "shutdown", "migrate"]) {
      const answer = await call("POST", `/linode/instances/${id}/${action}`, {});
      expect([answer.status, errors(answer)]).toEqual([400, [{ reason: "Linode busy." }]]);
    }
    await ok("DELETE", `/linode/instances/${id}`);
    expect((await call("GET", `/linode/instances/${id}`)).status).toBe(404);
  });

  it("without an image goes offline and has no disks", async () => {
    const { ok, settle } = await start();
    const { id } = await ok("POST", "/linode/instances", { region: "fr-par", type: "g6-nanode-1" });
    await settle();
    expect(await ok("GET", `/linode/instances/${id}`)).toMatchObject({ status: "offline", image: null });
    expect((await ok("GET", `/linode/instances/${id}/disks`)).results).toBe(0);
  });

  it("keeps no root password, and shows no user data", async () => {
    const { ok, settle, cloud } = await start();
    const secret = "aVeryl0ng!passphrase";
    const user_data = Buffer.from("#cloud-config\npassword: hush").toString("base64");
    const { id } = await ok("POST", "/linode/instances", {
      ...linode,
      root_pass: secret,
      metadata: { user_data },
    });
    await settle();
    expect(JSON.stringify(cloud.world.store.snapshot())).not.toContain(secret);
    const shown = JSON.stringify([
      await ok("GET", `/linode/instances/${id}`),
      await ok("GET", "/account/events"),
      await ok("GET", "/_local/requests"),
    ]);
    expect(shown).not.toContain(user_data);
    expect(JSON.stringify(cloud.world.store.snapshot())).not.toContain(user_data);
    expect(shown).not.toContain(secret);
    expect(shown).toContain('"has_user_data":true');
  });

  it("moves to another region in place, with new addresses (a trap of the platform)", async () => {
    const { ok, settle } = await start();
    const made = await ok("POST", "/linode/instances", linode);
    await settle();
    await ok("POST", `/linode/instances/${made.id}/migrate`, { type: "cold", region: "de-fra-2" });
    await settle();
    const moved = await ok("GET", `/linode/instances/${made.id}`);
    expect(moved).toMatchObject({ region: "de-fra-2", status: "running" });
    expect(moved.ipv4).not.toEqual(made.ipv4);
  });

  it("takes its parts along when it is deleted", async () => {
    const { ok, settle, cloud } = await start();
    const made = await ok("POST", "/linode/instances", { ...linode, private_ip: true });
    await settle();
    const volume = await ok("POST", "/volumes", { label: "data", region: "fr-par", linode_id: made.id });
    await settle();
    await ok("DELETE", `/linode/instances/${made.id}`);
    const { store } = cloud.world;
    for (const kind of ["config", "disk", "interface", "ip", "seed"] as const)
      expect(store.count(kind)).toBe(0);
    expect(await ok("GET", `/volumes/${volume.id}`)).toMatchObject({ linode_id: null });
  });
});

describe("what a Linode may be made of", () => {
  it.each([
    [{ region: "nowhere" }, { reason: "region is not valid", field: "region" }],
    [{ type: "huge" }, { reason: "type is not valid", field: "type" }],
    [{ image: "linode/none" }, { reason: "image is not valid", field: "image" }],
    [
      { authorized_keys: [] },
      { reason: "Must provide valid root_pass, authorized_keys, or authorized_users" },
    ],
    [{ label: "x" }, { reason: "Length must be 3-64 characters", field: "label" }],
    [
      { ipv4: ["192.0.2.77"] },
      { reason: "Must provide a single valid reserved ipv4 address", field: "ipv4" },
    ],
    [
      { maintenance_policy: "x" },
      { reason: "Unsupported maintenance policy slug format.", field: "maintenance_policy" },
    ],
    [{ firewall_id: 9 }, { reason: "firewall_id is not valid", field: "firewall_id" }],
  ])("%j is refused", async (change, error) => {
    const { call } = await start();
    const answer = await call("POST", "/linode/instances", { ...linode, ...change });
    expect([answer.status, errors(answer)]).toEqual([400, [error]]);
  });

  it("reports each missing field", async () => {
    const { call } = await start();
    expect(errors(await call("POST", "/linode/instances", {}))).toEqual([
      { reason: "region is required", field: "region" },
      { reason: "type is required", field: "type" },
    ]);
  });

  it("leaves nothing behind when it is refused late", async () => {
    const { call, cloud } = await start();
    const before = JSON.stringify(cloud.world.store.snapshot().tables);
    await call("POST", "/linode/instances", {
      ...linode,
      interfaces: [{ purpose: "public" }, { purpose: "vpc", subnet_id: 99 }],
    });
    expect(JSON.stringify(cloud.world.store.snapshot().tables)).toBe(before);
  });

  it("refuses legacy interfaces on an account that defaults to Linode interfaces", async () => {
    const { call, ok } = await start();
    await ok("PUT", "/account/settings", {
      interfaces_for_new_linodes: "linode_default_but_legacy_config_allowed",
    });
    const answer = await call("POST", "/linode/instances", {
      ...linode,
      interfaces: [{ purpose: "public" }],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe("interfaces");
    await ok("POST", "/linode/instances", {
      ...linode,
      interface_generation: "legacy_config",
      interfaces: [{ purpose: "public" }],
    });
  });

  it("wants every variable of its StackScript that has no default", async () => {
    const { call, ok } = await start();
    const script =
      '#!/bin/bash\n# <UDF name="seed" label="Seed">\n# <UDF name="mode" label="Mode" default="a">\n';
    const made = await ok("POST", "/linode/stackscripts", {
      label: "seed",
      images: ["linode/debian12"],
      script,
    });
    expect(made.user_defined_fields).toEqual([
      { name: "seed", label: "Seed" },
      { name: "mode", label: "Mode", default: "a" },
    ]);
    const without = await call("POST", "/linode/instances", { ...linode, stackscript_id: made.id });
    expect(errors(without)).toEqual([{ reason: "seed is required", field: "stackscript_data.seed" }]);
    await ok("POST", "/linode/instances", {
      ...linode,
      stackscript_id: made.id,
      stackscript_data: { seed: "x" },
    });
  });
});
