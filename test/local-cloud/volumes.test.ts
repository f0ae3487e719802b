import { describe, expect, it } from "vitest";
import { errors, linode, start } from "./support";

describe("volumes", () => {
  it("become active, grow, move and go", async () => {
    const { call, ok, settle } = await start();
    const one = await ok("POST", "/linode/instances", { ...linode, label: "one" });
    const two = await ok("POST", "/linode/instances", { ...linode, label: "two" });
    await settle();
    const made = await ok("POST", "/volumes", { label: "data", size: 20, linode_id: one.id });
    expect(made).toMatchObject({
      status: "creating",
      linode_id: one.id,
      linode_label: "one",
      region: "fr-par",
    });
    await settle();
    const path = `/volumes/${made.id}`;
    expect(await ok("GET", path)).toMatchObject({
      status: "active",
      filesystem_path: "/dev/disk/by-id/scsi-0Linode_Volume_data",
    });
    expect((await call("DELETE", path)).status).toBe(400);
    expect((await call("POST", `${path}/attach`, { linode_id: two.id })).body.errors[0].reason).toContain(
      "is already attached",
    );
    await ok("POST", `${path}/detach`, {});
    expect(await ok("GET", path)).toMatchObject({ linode_id: one.id });
    await settle();
    expect(await ok("GET", path)).toMatchObject({ linode_id: null });
    expect(await ok("POST", `${path}/attach`, { linode_id: two.id })).toMatchObject({ linode_id: two.id });
    expect(await ok("POST", `${path}/resize`, { size: 40 })).toMatchObject({ status: "resizing", size: 40 });
    expect((await call("POST", `${path}/resize`, { size: 30 })).status).toBe(400);
    await settle();
    await ok("POST", `${path}/detach`, {});
    await settle();
    await ok("DELETE", path);
    expect((await call("GET", path)).status).toBe(404);
  });

  it.each(["disabled", "enabled"] as const)(
    "are %s by default where the settings say so, and never change",
    async (volumeEncryptionDefault) => {
      const { ok } = await start({ volumeEncryptionDefault });
      const made = await ok("POST", "/volumes", { label: "data", region: "fr-par" });
      expect(made.encryption).toBe(volumeEncryptionDefault);
      const other = volumeEncryptionDefault === "enabled" ? "disabled" : "enabled";
      expect((await ok("PUT", `/volumes/${made.id}`, { encryption: other })).encryption).toBe(
        volumeEncryptionDefault,
      );
    },
  );

  it.each([
    [{ label: "data", region: "fr-par", size: 9 }, "size"],
    [{ label: "data", region: "fr-par", size: 16_385 }, "size"],
    [{ label: "1data", region: "fr-par" }, "label"],
    [{ label: "da--ta", region: "fr-par" }, "label"],
    [{ region: "fr-par" }, "label"],
    [{ label: "data" }, "region"],
    [{ label: "data", region: "nowhere" }, "region"],
    [{ label: "data", region: "fr-par", linode_id: 5 }, "linode_id"],
  ])("%j is refused because of its %s", async (body, field) => {
    const { call } = await start();
    const answer = await call("POST", "/volumes", body);
    expect([answer.status, answer.body.errors.map((error: { field: string }) => error.field)]).toEqual([
      400,
      [field],
    ]);
  });

  it("have labels of their own", async () => {
    const { call, ok } = await start();
    await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    expect(errors(await call("POST", "/volumes", { label: "data", region: "de-fra-2" }))).toEqual([
      { reason: "Label must be unique among your volumes", field: "label" },
    ]);
  });

  it("attach only in their region", async () => {
    const { call, ok } = await start();
    const made = await ok("POST", "/linode/instances", linode);
    const volume = await ok("POST", "/volumes", { label: "far", region: "de-fra-2" });
    expect((await call("POST", `/volumes/${volume.id}/attach`, { linode_id: made.id })).status).toBe(400);
  });

  it("number eight on a small Linode", async () => {
    const { call, ok } = await start();
    const made = await ok("POST", "/linode/instances", linode);
    const add = (n: number) => call("POST", "/volumes", { label: `v${n}`, linode_id: made.id });
    for (let n = 0; n < 8; n++) expect((await add(n)).status).toBe(200);
    expect((await add(8)).status).toBe(400);
  });
});
