import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildView } from "../../cli/show/build/stackView";
import { backendState, classInDescription, classInName, shortName } from "../../cli/show/names";
import type { StackView } from "../../cli/show/view";
import { accountOf, prodAccount, prodPlan, setting } from "./account";
import { arbitraryAccount } from "./arbitraryAccount";

const prod = buildView(prodAccount(), setting);
const enclave = (view: StackView, dataClass: string | null) => {
  const found = view.enclaves.find((one) => one.dataClass === dataClass);
  if (found === undefined) throw new Error(`no enclave ${dataClass}`);
  return found;
};

describe("the view", () => {
  it("is plain data that JSON carries whole", () => {
    expect(JSON.parse(JSON.stringify(prod))).toEqual(prod);
  });

  it("has the catalogue's classes in its order, and the regions in the address plan's", () => {
    expect(prod.enclaves.map(({ dataClass }) => dataClass)).toEqual(prodPlan.classes);
    for (const { regions } of prod.enclaves)
      expect(regions.map(({ region }) => region)).toEqual(["fr-par", "de-fra-2"]);
  });

  it("keeps the regions' order after a failover", () => {
    const after = buildView(accountOf({ ...prodPlan, active: "de-fra-2" }), setting);
    expect(enclave(after, "account").regions.map(({ region, active }) => [region, active])).toEqual([
      ["fr-par", false],
      ["de-fra-2", true],
    ]);
  });

  it("takes the active region from DNS, else from the caller, else leaves it open", () => {
    const view = buildView(prodAccount(), {
      ...setting,
      activeRegions: { account: "de-fra-2", contact: "de-fra-2" },
    });
    expect(enclave(view, "account").active).toEqual({ region: "fr-par", source: "dns" });
    expect(enclave(view, "contact").active).toEqual({ region: "de-fra-2", source: "stack" });
    expect(enclave(view, "events").active).toBeNull();
    expect(enclave(view, "events").regions.map(({ active }) => active)).toEqual([null, null]);
  });

  it("gives a VPC-only node no public address, though Linode lists one", () => {
    const data = enclave(prod, "contact").regions[0]?.nodes.find(({ shortName: name }) => name === "data-1");
    expect(data?.addresses).toEqual([{ address: "10.66.1.11", kind: "vpc" }]);
  });

  it("reads the addresses of the newer interfaces", () => {
    const account = prodAccount();
    const [first, ...others] = account.instances;
    if (first === undefined) throw new Error("prod has no instance");
    const interfaces = [
      { public: { ipv4: { addresses: [{ address: "203.0.112.10" }] } }, vpc: null },
      { public: null, vpc: { vpc_id: 1, ipv4: { addresses: [{ address: "10.65.1.2" }] } } },
    ];
    const view = buildView({ ...account, instances: [{ ...first, interfaces }, ...others] }, setting);
    const gateway = enclave(view, "account").regions[0]?.nodes.find(({ role }) => role === "gateway");
    expect(gateway?.addresses.map(({ kind }) => kind)).toEqual(["public", "vpc"]);
  });

  it("draws its flows from what firewalls and balancers show, and says which it only plans", () => {
    const { flows } = enclave(prod, "sessions");
    const told = flows.map(({ kind, basis, directed }) => `${kind} ${basis}${directed ? "" : " undirected"}`);
    expect([...new Set(told)].sort()).toEqual([
      "backup plan",
      "balancer observed",
      "copy plan",
      "devices observed",
      "internet observed",
      "logs observed",
      "replication plan",
      "tunnel observed undirected",
    ]);
    expect(flows.find(({ kind }) => kind === "devices")?.detail).toContain("192.0.2.0/28, 198.18.7.9/32");
  });

  it("sends each region's backups into the other one", () => {
    const { regions, flows } = enclave(prod, "account");
    const backups = flows.filter(({ kind }) => kind === "backup");
    const ways = backups.map(({ from, to }) => {
      const region = regions.find(({ nodes }) => nodes.some(({ id }) => from.includes(id)));
      return [region?.region, to];
    });
    expect(ways).toEqual([
      ["fr-par", ["bucket/de-fra-2/example-account-de-fra-2-backup"]],
      ["de-fra-2", ["bucket/fr-par/example-account-fr-par-backup"]],
    ]);
  });

  it("loses nothing: every instance, volume, balancer, bucket, VPC, firewall and zone is in exactly one enclave", () => {
    fc.assert(
      fc.property(arbitraryAccount(), (account) => {
        const { enclaves } = buildView(account, setting);
        const regions = enclaves.flatMap((one) => one.regions);
        const nodes = regions.flatMap((region) => region.nodes);
        const volumes = [
          ...nodes.flatMap((node) => node.volumes),
          ...regions.flatMap((region) => region.looseVolumes),
        ];
        expect(nodes).toHaveLength(account.instances.length);
        expect(volumes).toHaveLength(account.volumes.length);
        expect(regions.flatMap((region) => region.balancers)).toHaveLength(account.balancers.length);
        expect(regions.flatMap((region) => region.buckets)).toHaveLength(account.buckets.length);
        expect(regions.flatMap((region) => region.networks)).toHaveLength(account.vpcs.length);
        expect(regions.flatMap((region) => region.placementGroups)).toHaveLength(
          account.placementGroups.length,
        );
        expect(enclaves.flatMap((one) => one.firewalls)).toHaveLength(account.firewalls.length);
        expect(enclaves.flatMap((one) => one.zones)).toHaveLength(account.domains.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a load balancer's backends", () => {
  const balancer = (...states: string[]) => ({
    id: "balancer/1",
    name: "b",
    shortName: "b",
    address: "",
    hostname: null,
    firewall: null,
    ports: [
      {
        port: 443,
        protocol: "tcp",
        backends: states.map((status) => ({ name: "n", address: "", status, node: null })),
      },
    ],
  });

  it.each([
    [["UP", "UP"], "2/2 up", true],
    [["UP", "DOWN"], "1/2 up", false],
    [["DOWN"], "0/1 up", false],
    [["Unknown"], "unknown", true],
    [[], "no backend", false],
  ] as const)("%j are %s", (states, text, good) => {
    expect(backendState(balancer(...states))).toMatchObject({ text, good });
  });
});

describe("names", () => {
  it("tell the class of a bucket by class and region, wherever they stand", () => {
    expect(classInName("example-account-fr-par-backup", "fr-par")).toBe("account");
    expect(classInName("account-fr-par-backup", "fr-par")).toBe("account");
    expect(classInName("example-account-fr-par-backup", "de-fra-2")).toBeNull();
    expect(classInName("myaccount-fr-par-backup", "fr-par")).toBeNull();
  });

  it("tell the class of a VPC at the end of its description only", () => {
    expect(classInDescription("Network. data-class:contact")).toBe("contact");
    expect(classInDescription("data-class:contact was here")).toBeNull();
    expect(classInDescription(null)).toBeNull();
  });

  it("are shortened by their class and region, and never to nothing", () => {
    expect(shortName("account-fr-par-data-1", "account", "fr-par")).toBe("data-1");
    expect(shortName("example-account-fr-par-backup", "account", "fr-par")).toBe("backup");
    expect(shortName("account-fr-par-", "account", "fr-par")).toBe("account-fr-par-");
    expect(shortName("something", "account", "fr-par")).toBe("something");
  });
});
