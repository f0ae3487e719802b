import { describe, expect, it } from "vitest";
import { errors, linode, start } from "./support";

describe("what can change later", () => {
  it("of a domain is everything but what belongs to the other type", async () => {
    const { ok, call } = await start();
    const body = { domain: "one.example", type: "master", soa_email: "a@example.org" };
    const { id } = await ok("POST", "/domains", body);
    const changed = await ok("PUT", `/domains/${id}`, { ttl_sec: 3600, tags: ["web"] });
    expect(changed).toMatchObject({ id, domain: "one.example", ttl_sec: 3600, tags: ["web"] });
    const remote = { domain: "two.example", remote_nameserver: "ns.example.org" };
    // There is no name server to ask from here.
    expect(errors(await call("POST", "/domains/import", remote))).toEqual([
      {
        reason: "The zone could not be transferred from the remote name server.",
        field: "remote_nameserver",
      },
    ]);
  });

  it("of a StackScript is its text, with a new revision; public ones are Linode's", async () => {
    const { ok } = await start();
    const body = { label: "seed", images: ["any/all"], script: "#!/bin/sh" };
    const made = await ok("POST", "/linode/stackscripts", body);
    const changed = await ok("PUT", `/linode/stackscripts/${made.id}`, {
      script: "#!/bin/bash",
      rev_note: "bash",
    });
    expect(changed).toMatchObject({ id: made.id, script: "#!/bin/bash", rev_note: "bash", label: "seed" });
    const mine = await ok("GET", "/linode/stackscripts", undefined, { "X-Filter": '{"mine":true}' });
    expect(mine.data).toMatchObject([{ id: made.id, script: "#!/bin/bash" }]);
  });

  it("of a disk is its label, and of a volume there can be copies", async () => {
    const { ok, settle } = await start();
    const { id } = await ok("POST", "/linode/instances", { ...linode, booted: false });
    const volume = await ok("POST", "/volumes", { label: "data", region: "fr-par", size: 30 });
    await settle();
    const disks = `/linode/instances/${id}/disks`;
    const [disk] = (await ok("GET", disks)).data;
    expect(await ok("PUT", `${disks}/${disk.id}`, { label: "root" })).toMatchObject({
      id: disk.id,
      label: "root",
    });
    const copy = await ok("POST", `/volumes/${volume.id}/clone`, { label: "copy" });
    expect(copy).toMatchObject({ label: "copy", size: 30, status: "creating", linode_id: null });
    await settle();
    expect(await ok("GET", `/volumes/${copy.id}`)).toMatchObject({ status: "active" });
  });

  it("of a placement group is who is in it", async () => {
    const { ok, call } = await start();
    const { id: one } = await ok("POST", "/linode/instances", linode);
    const body = {
      label: "apart",
      region: "fr-par",
      placement_group_type: "anti_affinity:local",
      placement_group_policy: "strict",
    };
    const group = await ok("POST", "/placement/groups", body);
    const path = `/placement/groups/${group.id}`;
    const assigned = await ok("POST", `${path}/assign`, { linodes: [one] });
    expect(assigned.members).toMatchObject([{ linode_id: one }]);
    const other = await ok("POST", "/placement/groups", { ...body, label: "other" });
    expect(errors(await call("POST", `/placement/groups/${other.id}/assign`, { linodes: [one] }))).toEqual([
      { reason: `Linode ${one} is already in a placement group`, field: "linodes" },
    ]);
    expect((await ok("POST", `${path}/unassign`, { linodes: [one] })).members).toEqual([]);
  });

  it("of a lock is nothing: it is there or not", async () => {
    const { ok, call } = await start();
    const { id } = await ok("POST", "/linode/instances", linode);
    const lock = await ok("POST", "/locks", {
      lock_type: "cannot_delete",
      entity_type: "linode",
      entity_id: id,
    });
    expect(await ok("GET", `/locks/${lock.id}`)).toEqual(lock);
    await ok("DELETE", `/locks/${lock.id}`);
    expect((await call("GET", `/locks/${lock.id}`)).status).toBe(404);
  });

  it("of a NodeBalancer is its label, and how each port checks its nodes", async () => {
    const { ok, call } = await start();
    const { id } = await ok("POST", "/nodebalancers", { region: "fr-par", label: "one" });
    const path = `/nodebalancers/${id}`;
    expect(await ok("PUT", path, { label: "two", client_conn_throttle: 5 })).toMatchObject({
      label: "two",
      client_conn_throttle: 5,
    });
    expect((await ok("GET", "/nodebalancers")).data).toMatchObject([{ id, label: "two" }]);
    const config = await ok("POST", `${path}/configs`, { port: 80, protocol: "http" });
    const changed = await ok("PUT", `${path}/configs/${config.id}`, { check: "http", check_path: "/up" });
    expect(changed).toMatchObject({ id: config.id, port: 80, check: "http", check_path: "/up" });
    expect((await ok("GET", `${path}/configs`)).data).toMatchObject([{ id: config.id, check: "http" }]);
    expect(errors(await call("GET", `${path}/stats`))).toEqual([
      { reason: "Stats are unavailable at this time." },
    ]);
  });
});
