import { describe, expect, it } from "vitest";
import { errors, type Session, start } from "./support";

/** An image that can be used: uploaded, as that takes no Linode. */
async function uploaded({ ok, cloud }: Session, label: string): Promise<string> {
  const { upload_to, image } = await ok("POST", "/images/upload", { label, region: "fr-par" });
  await fetch(upload_to.replace(/^https?:\/\/[^/]+/, cloud.url), { method: "PUT", body: "content" });
  return image.id;
}

describe("an image of one's own", () => {
  it("changes what it is called, and is found with its slash as it is, and escaped", async () => {
    const session = await start();
    const { ok, call } = session;
    const id = await uploaded(session, "one");
    const escaped = `/images/${encodeURIComponent(id)}`;
    const changed = await ok("PUT", escaped, { label: "two", description: "second", tags: ["web"] });
    expect(changed).toMatchObject({ id, label: "two", description: "second", tags: ["web"] });
    for (const path of [escaped, `/images/${id}`]) expect(await ok("GET", path)).toEqual(changed);
    expect(await ok("PUT", `/images/${id}`, { label: "three" })).toMatchObject({ id, label: "three" });
    expect(await ok("GET", "/images/linode/debian12")).toMatchObject({
      id: "linode/debian12",
      is_public: true,
    });
    await ok("DELETE", `/images/${id}`);
    expect((await call("GET", escaped)).status).toBe(404);
  });
});

describe("groups that images are shared by", () => {
  it("are made, listed, changed and removed with what they share; nobody has joined", async () => {
    const session = await start();
    const { ok, call } = session;
    const one = await uploaded(session, "one");
    const two = await uploaded(session, "two");
    const group = await ok("POST", "/images/sharegroups", { label: "team", images: [{ id: one }] });
    const path = `/images/sharegroups/${group.id}`;
    expect((await ok("GET", "/images/sharegroups")).data).toMatchObject([{ id: group.id, images_count: 1 }]);
    expect(await ok("PUT", path, { description: "ours" })).toMatchObject({
      label: "team",
      description: "ours",
    });
    expect((await ok("GET", `${path}/members`)).results).toBe(0);

    await ok("POST", `${path}/images`, { images: [{ id: two, label: "second" }] });
    const shares = (await ok("GET", `${path}/images`)).data;
    expect(shares).toMatchObject([{ label: "one" }, { label: "second" }]);
    expect(shares[0].image_sharing.shared_by).toMatchObject({
      sharegroup_id: group.id,
      source_image_id: one,
    });
    expect(errors(await call("POST", `${path}/images`, { images: [{ id: one }] }))).toEqual([
      { reason: "The image is in the group already", field: "images[0].id" },
    ]);
    const share = `${path}/images/${encodeURIComponent(shares[1].id)}`;
    expect(await ok("PUT", share, { label: "renamed" })).toMatchObject({ label: "renamed" });
    await ok("DELETE", share);
    expect(await ok("GET", path)).toMatchObject({ images_count: 1 });
    const groups = `/images/${encodeURIComponent(one)}/sharegroups`;
    expect((await ok("GET", groups)).data).toMatchObject([{ id: group.id }]);

    await ok("DELETE", path);
    expect((await call("GET", path)).status).toBe(404);
    expect((await ok("GET", groups)).results).toBe(0);
    // What was shared once says so for good.
    expect(await ok("GET", `/images/${encodeURIComponent(one)}`)).toMatchObject({ is_shared: true });
    expect(await ok("GET", "/_local/contradictions")).toEqual([]);
  });
});
