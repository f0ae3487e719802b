import { expect } from "vitest";
import { live, type View } from "../support/lifecycle";
import { region } from "../support/samples";
import type { Client } from "./client";

const zone = { domain: "bastide.example", type: "master", soa_email: "dns@bastide.example" };

async function domains(api: Client): Promise<void> {
  await live({
    create: () => api.call("createDomain", { ...zone, tags: ["one"] }),
    wanted: { ...zone, tags: ["one"], status: "active" },
    read: ({ id }) => api.call("getDomain", id),
    list: (_, page, filter) => api.list("getDomains", [], page, filter),
    filters: ({ domain }) => [{ domain }, { domain: "other.example" }],
    update: ({ id }) => api.call("updateDomain", id, { domainId: id, ttl_sec: 300, tags: ["two"] }),
    changed: { ttl_sec: 300, tags: ["two"] },
    between: async (domain) => {
      await records(api, domain);
      expect((await api.call("getDNSZoneFile", domain.id)).zone_file).toBeInstanceOf(Array);
      const copy = await api.call("cloneDomain", domain.id, { domain: "copy.example" });
      expect(copy).toMatchObject({ domain: "copy.example", ttl_sec: 300 });
      await api.call("deleteDomain", copy.id);
      // No name server of anybody's is asked for a transfer from here.
      const wanted = { domain: "elsewhere.example", remote_nameserver: "192.0.2.53" };
      await expect(api.call("importZone", wanted)).rejects.toThrow(/400/);
    },
    remove: ({ id }) => api.call("deleteDomain", id),
  });
}

async function records(api: Client, { id: domain }: View): Promise<void> {
  await live({
    create: () =>
      api.call("createDomainRecord", domain, { type: "A", name: "www", target: "192.0.2.1", ttl_sec: 300 }),
    wanted: { type: "A", name: "www", target: "192.0.2.1", ttl_sec: 300 },
    read: ({ id }) => api.call("getDomainRecord", domain, id),
    list: (_, page, filter) => api.list("getDomainRecords", [domain], page, filter),
    filters: () => [{ name: "www" }, { name: "ftp" }],
    update: ({ id }) => api.call("updateDomainRecord", domain, id, { target: "192.0.2.2" }),
    changed: { target: "192.0.2.2" },
    remove: ({ id }) => api.call("deleteDomainRecord", domain, id),
  });
}

async function tags(api: Client): Promise<void> {
  const { id } = await api.call("createDomain", zone);
  await live({
    key: "label",
    create: () => api.call("createTag", { label: "blue", domains: [id] }),
    wanted: { label: "blue" },
    list: (_, page, filter) => api.list("getTags", [], page, filter),
    between: async () => {
      expect(await api.call("getDomain", id)).toMatchObject({ tags: ["blue"] });
    },
    remove: ({ label }) => api.call("deleteTag", label),
  });
  await api.call("deleteDomain", id);
}

/** More than a page of something: the pages are full, apart, and complete. */
async function pages(api: Client): Promise<void> {
  const all = (await api.list("getRegions", [], { page: 1, page_size: 500 })) ?? [];
  const first = (await api.list("getRegions", [], { page: 1, page_size: 25 })) ?? [];
  const second = (await api.list("getRegions", [], { page: 2, page_size: 25 })) ?? [];
  expect(first).toHaveLength(25);
  expect([...first, ...second]).toEqual(all);
  expect(await api.list("getRegions", [], { page: 3, page_size: 25 })).toEqual([]);
}

async function regions(api: Client): Promise<void> {
  const all = await api.all("getRegions");
  expect(await api.call("getRegion", region)).toEqual(all.find(({ id }) => id === region));
  expect(await api.list("getRegionAvailabilities", [], { page: 1, page_size: 25 })).toHaveLength(25);
  if (api.offers("getRegionAvailability")) {
    const plans = await api.all("getRegionAvailability", [region]);
    expect([...new Set(plans.map((one) => one.region))]).toEqual([region]);
  }
  if (api.offers("getRegionsVPCAvailabilities"))
    expect((await api.all("getRegionsVPCAvailabilities")).length).toBeGreaterThan(10);
  if (api.offers("getRegionVPCAvailability"))
    expect(await api.call("getRegionVPCAvailability", region)).toMatchObject({ region });
  expect((await api.all("getNetworkTransferPrices")).length).toBeGreaterThan(0);
}

/** What a client does with domains, tags and regions. */
export const names = { "domains and records": domains, tags, pages, regions };
