import { expect } from "vitest";
import { live, type View } from "../support/lifecycle";
import { linode, otherRegion, password, region } from "../support/samples";
import { until } from "../support/until";
import { type Client, find } from "./client";

/** Makes a Linode and waits until it runs, or is offline if it has no image. */
export async function makeLinode(api: Client, more: View = {}): Promise<View> {
  const made = await api.call("createLinode", { ...linode, ...more });
  return settled(api, made.id);
}

/** Waits until a Linode has nothing to do. */
export function settled(api: Client, id: number): Promise<View> {
  return until(
    `Linode ${id}`,
    () => api.call("getLinode", id),
    ({ status }) => status === "running" || status === "offline",
  );
}

/** Waits until an action has ended well, and nothing else is going on with the Linode. */
async function finished(api: Client, id: number, action: string): Promise<void> {
  const of = { "entity.id": id, "entity.type": "linode" };
  const [event] = await until(
    `${action} of Linode ${id}`,
    () => find(api, "getEvents", { action, ...of }),
    ([last]) => last !== undefined && last.status !== "scheduled" && last.status !== "started",
  );
  expect(event).toMatchObject({ action, status: "finished" });
  await idle(api, id);
}

/** Waits until no job of a Linode is under way, so that it isn't busy. */
export async function idle(api: Client, id: number): Promise<void> {
  await until(
    `everything with Linode ${id}`,
    () => find(api, "getEvents", { "entity.id": id, "entity.type": "linode" }),
    (events) => events.every(({ status }) => status !== "scheduled" && status !== "started"),
  );
}

async function lifeOfALinode(api: Client): Promise<void> {
  await live({
    create: () => makeLinode(api, { label: "web", tags: ["one"] }),
    wanted: { label: "web", region, type: "g6-nanode-1", tags: ["one"], status: "running" },
    read: ({ id }) => api.call("getLinode", id),
    list: (_, page, filter) => api.list("getLinodes", [], page, filter),
    update: ({ id }) => api.call("updateLinode", id, { label: "web-2", tags: ["two"] }),
    changed: { label: "web-2", tags: ["two"] },
    between: async ({ id }) => {
      await power(api, id);
      await details(api, id);
      await backups(api, id);
    },
    remove: ({ id }) => api.call("deleteLinode", id),
  });
}

async function power(api: Client, id: number): Promise<void> {
  await api.call("linodeShutdown", id);
  await finished(api, id, "linode_shutdown");
  expect(await api.call("getLinode", id)).toMatchObject({ status: "offline" });
  await api.call("changeLinodePassword", id, password);
  await idle(api, id);
  await api.call("linodeBoot", id);
  await finished(api, id, "linode_boot");
  await api.call("linodeReboot", id);
  await finished(api, id, "linode_reboot");
  expect(await api.call("getLinode", id)).toMatchObject({ status: "running" });
  await api.call("rescueLinode", id, { sda: { disk_id: (await api.all("getLinodeDisks", [id]))[0]?.id } });
  await settled(api, id);
  await idle(api, id);
}

async function details(api: Client, id: number): Promise<void> {
  const { ipv4 } = await api.call("getLinodeIPs", id);
  expect(ipv4.public).toHaveLength(1);
  expect(await api.call("allocateIPAddress", id, { type: "ipv4", public: false })).toMatchObject({
    linode_id: id,
    public: false,
  });
  expect(await api.all("getLinodeVolumes", [id])).toEqual([]);
  expect(await api.all("getLinodeFirewalls", [id])).toEqual([]);
  expect(await api.call("getLinodeTransfer", id)).toHaveProperty("quota");
  const now = new Date();
  const month = [`${now.getUTCFullYear()}`, `${now.getUTCMonth() + 1}`];
  if (api.offers("getLinodeTransferByDate"))
    expect(await api.call("getLinodeTransferByDate", id, ...month)).toHaveProperty("bytes_total");
  // As recorded from the real API, for one that has just been made.
  const none = "Stats are unavailable at this time.";
  if (!api.offers("getLinodeStats")) return;
  await expect(api.call("getLinodeStats", id)).rejects.toThrow(none);
  await expect(api.call("getLinodeStatsByDate", id, ...month)).rejects.toThrow(none);
}

async function backups(api: Client, id: number): Promise<void> {
  await api.call("enableBackups", id);
  const taken = await api.call("takeSnapshot", id, "before");
  const { snapshot } = await until(
    "a snapshot",
    () => api.call("getLinodeBackups", id),
    (all) => all.snapshot.current !== null,
  );
  expect(snapshot.current).toMatchObject({ id: taken.id, label: "before" });
  await finished(api, id, "linode_snapshot");
  // Disks are overwritten only where nothing uses them.
  await api.call("linodeShutdown", id);
  await idle(api, id);
  await api.call("restoreBackup", id, taken.id, id, true);
  await settled(api, id);
  await idle(api, id);
  await api.call("cancelBackups", id);
  // Go's client leaves out what is false.
  expect((await api.call("getLinode", id)).backups.enabled ?? false).toBe(false);
}

async function changes(api: Client): Promise<void> {
  const made = await makeLinode(api, { label: "big", type: "g6-standard-1" });
  await api.call("resizeLinode", made.id, { type: "g6-standard-2", allow_auto_disk_resize: false });
  await finished(api, made.id, "linode_resize");
  expect(await api.call("getLinode", made.id)).toMatchObject({ type: "g6-standard-2" });
  await api.call("rebuildLinode", made.id, {
    image: "linode/debian12",
    root_pass: password,
    authorized_keys: [],
  });
  await finished(api, made.id, "linode_rebuild");
  await finished(api, made.id, "linode_boot");
  await api.call("scheduleOrQueueMigration", made.id, { region: otherRegion });
  await finished(api, made.id, "linode_migrate_datacenter");
  expect(await settled(api, made.id)).toMatchObject({ region: otherRegion });
  await expect(api.call("startMutation", made.id)).rejects.toThrow(/400/);
  const copy = await api.call("cloneLinode", made.id, { region, type: "g6-standard-2", label: "copy" });
  expect(copy).toMatchObject({ label: "copy" });
  await finished(api, made.id, "linode_clone");
  await settled(api, made.id);
  const clone = await settled(api, copy.id);
  for (const { id } of [made, clone]) await api.call("deleteLinode", id);
}

async function kernelsAndTypes(api: Client): Promise<void> {
  const [kernel] = await find(api, "getLinodeKernels", { label: "GRUB 2" });
  expect(await api.call("getLinodeKernel", kernel?.id)).toEqual(kernel);
  const types = await api.all("getLinodeTypes");
  if (api.offers("getDeprecatedLinodeTypes")) {
    expect(await api.all("getDeprecatedLinodeTypes")).toBeInstanceOf(Array);
  }
  expect(await api.call("getType", "g6-nanode-1")).toEqual(types.find(({ id }) => id === "g6-nanode-1"));
}

async function locks(api: Client): Promise<void> {
  if (!api.offers("createLock")) return;
  const linode = await makeLinode(api, { label: "locked" });
  const wanted = { entity_type: "linode", entity_id: linode.id, lock_type: "cannot_delete" };
  await live({
    create: () => api.call("createLock", wanted),
    wanted: { lock_type: "cannot_delete", entity: { id: linode.id, type: "linode" } },
    read: ({ id }) => api.call("getLock", id),
    list: (_, page, filter) => api.list("getLocks", [], page, filter),
    filters: ({ id }) => [{ id }, { id: 1 }],
    between: async () => {
      expect(await api.call("getLinode", linode.id)).toMatchObject({ locks: ["cannot_delete"] });
      await expect(api.call("deleteLinode", linode.id)).rejects.toThrow(/4\d\d/);
    },
    remove: ({ id }) => api.call("deleteLock", id),
  });
  await api.call("deleteLinode", linode.id);
}

/** What a client does with Linodes. */
export const instances = {
  "a Linode": lifeOfALinode,
  "a Linode that changes": changes,
  "kernels and types": kernelsAndTypes,
  locks,
};
