import { describe, expect, it } from "vitest";
import { errors, linode, start } from "./support";

describe("locks", () => {
  it("keep a Linode from being deleted and rebuilt, its parts only where they say so", async () => {
    const { call, ok, settle } = await start();
    const { id } = await ok("POST", "/linode/instances", { ...linode, booted: false });
    await settle();
    const path = `/linode/instances/${id}`;
    const entity = { entity_type: "linode", entity_id: id };
    const lock = await ok("POST", "/locks", { ...entity, lock_type: "cannot_delete" });
    expect(lock).toMatchObject({ entity: { id, type: "linode", url: `/v4${path}` } });
    expect(await ok("GET", path)).toMatchObject({ locks: ["cannot_delete"] });
    expect((await call("DELETE", path)).status).toBe(400);
    expect((await call("POST", `${path}/rebuild`, { image: "linode/debian12", root_pass: "x" })).status).toBe(
      400,
    );
    const second = await call("POST", "/locks", { ...entity, lock_type: "cannot_delete_with_subresources" });
    expect(errors(second)).toEqual([
      {
        reason:
          `The cannot_delete lock (Lock ID: ${lock.id}) needs to be removed to add ` +
          "cannot_delete_with_subresources lock. " +
          "Can only have one of: cannot_delete, cannot_delete_with_subresources locks",
        field: "lock_type",
      },
    ]);
    const [disk, swap] = (await ok("GET", `${path}/disks`)).data;
    await ok("DELETE", `${path}/disks/${swap.id}`);
    await settle();
    await ok("DELETE", `/locks/${lock.id}`);
    const strict = await ok("POST", "/locks", { ...entity, lock_type: "cannot_delete_with_subresources" });
    expect((await call("DELETE", `${path}/disks/${disk.id}`)).status).toBe(400);
    const [config] = (await ok("GET", `${path}/configs`)).data;
    expect((await call("DELETE", `${path}/configs/${config.id}`)).status).toBe(400);
    await ok("DELETE", `/locks/${strict.id}`);
    await ok("DELETE", path);
    expect((await ok("GET", "/locks")).results).toBe(0);
  });

  it("protect volumes, too, and are for what is there", async () => {
    const { call, ok, settle } = await start();
    const volume = await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    await settle();
    const body = { entity_type: "volume", entity_id: volume.id, lock_type: "cannot_delete" };
    await ok("POST", "/locks", body);
    expect((await call("DELETE", `/volumes/${volume.id}`)).status).toBe(400);
    expect(errors(await call("POST", "/locks", { ...body, entity_id: -1 }))).toEqual([
      { reason: "entity_id is not valid", field: "entity_id" },
    ]);
  });
});

describe("VLANs", () => {
  const vlan = { purpose: "vlan", label: "back", ipam_address: "10.0.0.1/24" };

  it("come with the first interface that names them, and show who is in them", async () => {
    const { call, ok, settle } = await start();
    const made: number[] = [];
    for (const label of ["one", "two"]) {
      made.push((await ok("POST", "/linode/instances", { ...linode, label, interfaces: [vlan] })).id);
    }
    await settle();
    const filter = { "X-Filter": '{"label":"back"}' };
    expect((await ok("GET", "/networking/vlans", undefined, filter)).data).toMatchObject([
      { region: "fr-par", label: "back", linodes: made },
    ]);
    const configs = { "X-Filter": '{"interfaces":"back"}' };
    const found = await ok("GET", `/linode/instances/${made[0]}/configs`, undefined, configs);
    expect(found.results).toBe(1);
    expect((await call("DELETE", "/networking/vlans/fr-par/back")).status).toBe(400);
    for (const id of made) await ok("DELETE", `/linode/instances/${id}`);
    await ok("DELETE", "/networking/vlans/fr-par/back");
    expect((await ok("GET", "/networking/vlans")).results).toBe(0);
  });

  it("are ten in a region", async () => {
    const { call, ok, settle } = await start();
    const { id } = await ok("POST", "/linode/instances", { region: "fr-par", type: "g6-nanode-1" });
    await settle();
    const config = (index: number) => ({
      label: `c${index}`,
      devices: {},
      interfaces: [{ ...vlan, label: `vlan-${index}` }],
    });
    for (let index = 0; index < 10; index++) {
      await ok("POST", `/linode/instances/${id}/configs`, config(index));
    }
    expect((await call("POST", `/linode/instances/${id}/configs`, config(10))).status).toBe(400);
  });
});

describe("the maintenance policy", () => {
  it("is the account's where the request names none", async () => {
    const { ok } = await start();
    const slugs = (await ok("GET", "/maintenance/policies")).data.map((one: { slug: string }) => one.slug);
    expect(slugs).toEqual(["linode/migrate", "linode/power_off_on"]);
    await ok("PUT", "/account/settings", { maintenance_policy: "linode/power_off_on" });
    const made = await ok("POST", "/linode/instances", linode);
    expect(made.maintenance_policy).toBe("linode/power_off_on");
  });
});
