import { expect } from "vitest";
import { live, type View } from "../support/lifecycle";
import { otherRegion, region } from "../support/samples";
import { until } from "../support/until";
import type { Client } from "./client";
import { makeLinode } from "./instances";

function activeVolume(api: Client, id: number, isWanted = (_: View) => true): Promise<View> {
  return until(
    `volume ${id}`,
    () => api.call("getVolume", id),
    (one) => one.status === "active" && isWanted(one),
  );
}

async function volumes(api: Client): Promise<void> {
  const linode = await makeLinode(api, { label: "holder" });
  await live({
    create: async () =>
      activeVolume(
        api,
        (await api.call("createVolume", { label: "data", region, size: 20, tags: ["one"] })).id,
      ),
    wanted: { label: "data", region, size: 20, tags: ["one"], linode_id: null },
    read: ({ id }) => api.call("getVolume", id),
    list: (_, page, filter) => api.list("getVolumes", [], page, filter),
    update: ({ id }) => api.call("updateVolume", id, { label: "data-2", tags: ["two"] }),
    changed: { label: "data-2", tags: ["two"] },
    between: async ({ id }) => {
      expect(await api.call("attachVolume", id, { linode_id: linode.id })).toMatchObject({
        linode_id: linode.id,
      });
      expect(await api.all("getLinodeVolumes", [linode.id])).toMatchObject([{ id }]);
      await api.call("detachVolume", id);
      await activeVolume(api, id, (one) => one.linode_id === null);
      expect(await api.call("resizeVolume", id, { size: 30 })).toMatchObject({ size: 30 });
      await activeVolume(api, id);
      const copy = await api.call("cloneVolume", id, { label: "copy" });
      expect(await activeVolume(api, copy.id)).toMatchObject({ label: "copy", size: 30 });
      await api.call("deleteVolume", copy.id);
    },
    remove: ({ id }) => api.call("deleteVolume", id),
  });
  await api.call("deleteLinode", linode.id);
  expect((await api.all("getVolumeTypes")).length).toBeGreaterThan(0);
}

async function images(api: Client): Promise<void> {
  const linode = await makeLinode(api, { label: "model" });
  const [disk] = await api.all("getLinodeDisks", [linode.id]);
  const available = (id: string) =>
    until(
      `image ${id}`,
      () => api.call("getImage", id),
      ({ status }) => status === "available",
    );
  await live({
    create: async () =>
      available((await api.call("createImage", { disk_id: disk?.id, label: "golden", tags: ["one"] })).id),
    wanted: { label: "golden", is_public: false, type: "manual", tags: ["one"] },
    read: ({ id }) => api.call("getImage", id),
    list: (_, page, filter) => api.list("getImages", [], page, filter),
    update: ({ id }) => api.call("updateImage", id, { label: "golden-2", description: "better" }),
    changed: { label: "golden-2", description: "better" },
    between: async ({ id }) => {
      const copied = await api.call("updateImageRegions", id, { regions: [region, otherRegion] });
      expect((copied.regions as View[]).map((one) => one.region).sort()).toEqual(
        [otherRegion, region].sort(),
      );
    },
    remove: ({ id }) => api.call("deleteImage", id),
  });
  await api.call("deleteLinode", linode.id);
  const { image, upload_to } = await api.call("uploadImage", { label: "uploaded", region });
  expect(image).toMatchObject({ label: "uploaded", status: "pending_upload" });
  expect(upload_to).toMatch(/^https?:/);
  await api.call("deleteImage", image.id);
}

async function placementGroups(api: Client): Promise<void> {
  const linode = await makeLinode(api, { label: "placed" });
  const settings = { region, placement_group_type: "anti_affinity:local", placement_group_policy: "strict" };
  await live({
    create: () => api.call("createPlacementGroup", { label: "apart", ...settings }),
    wanted: { label: "apart", ...settings, is_compliant: true, members: [] },
    read: ({ id }) => api.call("getPlacementGroup", id),
    list: (_, page, filter) => api.list("getPlacementGroups", [], page, filter),
    update: ({ id }) => api.call("updatePlacementGroup", id, { label: "apart-2" }),
    changed: { label: "apart-2" },
    between: async ({ id }) => {
      const members = { linodes: [linode.id], compliant_only: true };
      expect(await api.call("assignLinodesToPlacementGroup", id, members)).toMatchObject({
        members: [{ linode_id: linode.id }],
      });
      expect(await api.call("unassignLinodesFromPlacementGroup", id, { linodes: [linode.id] })).toMatchObject(
        { members: [] },
      );
    },
    remove: ({ id }) => api.call("deletePlacementGroup", id),
  });
  await api.call("deleteLinode", linode.id);
}

async function stackscripts(api: Client): Promise<void> {
  await live({
    create: () =>
      api.call("createStackScript", {
        label: "seed",
        images: ["linode/debian12"],
        script: "#!/bin/sh\ntrue",
        description: "first",
      }),
    wanted: { label: "seed", images: ["linode/debian12"], description: "first", is_public: false },
    read: ({ id }) => api.call("getStackScript", id),
    list: (_, page, filter) => api.list("getStackScripts", [], page, filter),
    update: ({ id }) =>
      api.call("updateStackScript", id, { label: "seed-2", script: "#!/bin/sh\nfalse", images: ["any/all"] }),
    changed: { label: "seed-2", script: "#!/bin/sh\nfalse", images: ["any/all"] },
    remove: ({ id }) => api.call("deleteStackScript", id),
  });
}

/** What a client does with what Linodes are made of. */
export const storage = { volumes, images, "placement groups": placementGroups, StackScripts: stackscripts };
