import { describe, expect, it } from "vitest";
import { linode, type Session, start } from "./support";

/** An image of a new Linode's disk. */
async function captured({ ok, settle }: Session): Promise<string> {
  const { id } = await ok("POST", "/linode/instances", { ...linode, booted: false });
  const [disk] = (await ok("GET", `/linode/instances/${id}/disks`)).data;
  const image = await ok("POST", "/images", { disk_id: disk.id, label: "mine" });
  expect(image).toMatchObject({ status: "creating", size: disk.size, regions: [], capabilities: [] });
  await settle();
  return image.id;
}

const path = (id: string): string => `/images/${encodeURIComponent(id)}`;

describe("images", () => {
  it("are captured of a disk that is still being made, and shrink to what it holds", async () => {
    const session = await start();
    const { ok } = session;
    const id = await captured(session);
    const image = await ok("GET", path(id));
    expect(image).toMatchObject({
      status: "available",
      regions: [{ region: "fr-par", status: "available" }],
      capabilities: ["distributed-sites"],
    });
    expect(image.size).toBeLessThan(25_000);
    const filter = { "X-Filter": '{"action":"disk_imagize"}' };
    const [event] = (await ok("GET", "/account/events", undefined, filter)).data;
    expect(event.secondary_entity).toMatchObject({
      id: Number(id.replace("private/", "")),
      type: "image",
      url: `/v4/images/${id}`,
    });
  });

  it("make Linodes once they are available", async () => {
    const session = await start();
    const { ok, call, settle } = session;
    const id = await captured(session);
    const made = await ok("POST", "/linode/instances", { ...linode, label: "copy", image: id });
    await settle();
    expect(await ok("GET", `/linode/instances/${made.id}`)).toMatchObject({ status: "running", image: id });
    const { image } = await ok("POST", "/images/upload", { label: "empty", region: "fr-par" });
    const early = await call("POST", "/linode/instances", { ...linode, label: "early", image: image.id });
    expect([early.status, early.body.errors[0].field]).toEqual([400, "image"]);
  });

  it("are uploaded to where the answer says, without a token", async () => {
    const { ok, call } = await start();
    const body = { label: "up", region: "fr-par", cloud_init: true, tags: ["foo", "bar"] };
    const { upload_to, image } = await ok("POST", "/images/upload", body);
    expect(image).toMatchObject({
      status: "pending_upload",
      size: 0,
      tags: ["bar", "foo"],
      capabilities: ["cloud-init"],
    });
    const content = Buffer.from([0x1f, 0x8b, 0, 255]);
    expect((await fetch(upload_to, { method: "PUT", body: content })).status).toBe(200);
    expect(await ok("GET", path(image.id))).toMatchObject({
      status: "available",
      size: 1,
      regions: [{ region: "fr-par", status: "available" }],
    });
    expect((await fetch(upload_to, { method: "PUT", body: content })).status).toBe(404);
    expect((await call("DELETE", path(image.id))).status).toBe(200);
  });

  it("are stored in exactly the regions named, one of which must have them", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const id = await captured(session);
    expect((await call("POST", `${path(id)}/regions`, { regions: ["gb-lon"] })).status).toBe(400);
    const asked = await ok("POST", `${path(id)}/regions`, { regions: ["gb-lon", "fr-par"] });
    expect(asked.regions).toEqual([
      { region: "fr-par", status: "available" },
      { region: "gb-lon", status: "pending replication" },
    ]);
    await settle();
    expect((await ok("POST", `${path(id)}/regions`, { regions: ["gb-lon"] })).regions).toEqual([
      { region: "gb-lon", status: "available" },
    ]);
  });

  it("without a match have no page, unlike other lists", async () => {
    const { ok } = await start();
    const filter = { "X-Filter": '{"label":"nothing"}' };
    expect(await ok("GET", "/images", undefined, filter)).toEqual({
      data: [],
      page: 0,
      pages: 0,
      results: 0,
    });
    expect(await ok("GET", "/volumes", undefined, filter)).toMatchObject({ page: 1, pages: 1 });
  });
});

describe("share groups", () => {
  it("show images of one's own under other names, until they go", async () => {
    const session = await start();
    const { call, ok } = session;
    const id = await captured(session);
    const group = await ok("POST", "/images/sharegroups", { label: "friends" });
    expect(group).toMatchObject({ images_count: 0, members_count: 0, updated: null });
    const groupPath = `/images/sharegroups/${group.id}`;
    const added = await ok("POST", `${groupPath}/images`, { images: [{ id, label: "theirs" }] });
    expect(added.data).toMatchObject([
      { label: "theirs", type: "shared", image_sharing: { shared_by: { source_image_id: id } } },
    ]);
    expect((await call("POST", `${groupPath}/images`, { images: [{ id }] })).status).toBe(400);
    expect(await ok("GET", path(id))).toMatchObject({
      is_shared: true,
      image_sharing: { shared_with: { sharegroup_count: 1 } },
    });
    expect((await ok("GET", `${path(id)}/sharegroups`)).data[0].id).toBe(group.id);
    const shared = `${groupPath}/images/${encodeURIComponent(added.data[0].id)}`;
    expect(await ok("PUT", shared, { label: "renamed" })).toMatchObject({ label: "renamed" });
    await ok("DELETE", path(id));
    expect((await ok("GET", `${groupPath}/images`)).results).toBe(0);
  });
});
