import { beforeAll, describe, expect, it } from "vitest";

import { planTopology } from "../../../infra/topology";
import { prodConfig } from "../../support/infraConfigs";
import { type Recording, type Registered, recordProgram, settled } from "../../support/infraProgram";
import { nodesOf, sitesOf } from "../topology/plans";

const config = prodConfig();
const { plan } = planTopology(config);
let program: Recording;

beforeAll(async () => {
  program = await recordProgram(config);
});

const custom = (of: Recording): Registered[] => of.resources.filter((r) => r.custom);
const tagged = [
  ...["Instance", "Volume", "Firewall", "NodeBalancer", "Domain", "LockedBucket"],
  ...["ExchangeBucket", "ClassAuthority", "HostIdentity", "HostTicket", "HostMessage"],
];

describe("the program under mocks", () => {
  it("makes what the plan says", () => {
    const sites = sitesOf(plan);
    const nodes = sites.flatMap(nodesOf);
    const edges = sites.flatMap((site) => site.edge?.nodes ?? []);
    const expected = {
      Instance: nodes.length,
      Volume: nodes.filter((node) => node.volume).length,
      Firewall: sites.flatMap((site) => site.firewalls).length,
      Vpc: sites.length,
      VpcSubnet: sites.length,
      NetworkingIp: sites.length,
      PlacementGroup: sites.length + sites.filter((site) => site.service).length,
      NodeBalancer: sites.filter((site) => site.edge).length,
      NodeBalancerConfig: sites.filter((site) => site.edge).length,
      NodeBalancerNode: edges.length,
      LockedBucket: sites.flatMap((site) => site.buckets).length,
      ObjectStorageKey: sites.flatMap((site) => site.buckets).length + sites.length,
      ExchangeBucket: sites.length,
      ClassAuthority: plan.enclaves.length,
      HostIdentity: nodes.length + plan.enclaves.filter((enclave) => enclave.zone.endpoint).length,
      HostTicket: nodes.length,
      HostMessage: nodes.length,
      StackScript: plan.enclaves.length,
      Domain: plan.enclaves.length,
      DomainRecord: plan.enclaves.flatMap((enclave) => enclave.zone.records).length,
      RandomPassword: plan.enclaves.flatMap((enclave) => enclave.secrets).length,
      AccountPreflight: 1,
      FirewallAttachment: nodes.length + sites.filter((site) => site.edge).length,
    };
    const made: Record<string, number> = {};
    for (const { type } of custom(program)) {
      const short = type.split(":").at(-1) ?? "";
      made[short] = (made[short] ?? 0) + 1;
    }
    expect(made).toEqual(expected);
  });

  it("gives no URN twice, in a preview neither", async () => {
    const urns = program.resources.map((r) => r.urn);
    expect(new Set(urns).size).toBe(urns.length);
    const preview = await recordProgram(config, { preview: true });
    expect(preview.resources.map((r) => r.urn).sort()).toEqual([...urns].sort());
  });

  it("puts every resource below a component that finishes, and names children after it", () => {
    const parents = new Map(program.resources.map((r) => [r.urn, r]));
    for (const resource of program.resources) {
      const parent = parents.get(resource.parent);
      if (resource.type === "bastide:index:AccountPreflight" || resource.type === "bastide:infra:Enclave") {
        expect(parent).toBeUndefined();
      } else {
        expect(parent?.custom).toBe(false);
        const enclave = resource.name.split("-")[0];
        expect(parent?.name.split("-")[0]).toBe(enclave);
        // What the plan names itself (sites, zones, nodes) starts with its class; what a component adds, with the component's name.
        const own = parent?.type.split(":").at(-1) ?? "";
        if (!["Enclave", "Site", "Secrets", "Identities", "Zone"].includes(own)) {
          expect(resource.name.startsWith(`${parent?.name}-`)).toBe(true);
        }
      }
      if (!resource.custom) expect(program.finished.has(resource.urn)).toBe(true);
    }
  });

  it("passes the site's region to everything that has one", () => {
    const regional = [
      "Instance",
      "Volume",
      "Vpc",
      "NetworkingIp",
      "PlacementGroup",
      "NodeBalancer",
      "LockedBucket",
    ];
    const regions = Object.keys(config.regions);
    for (const type of regional) {
      for (const resource of program.of(type)) {
        const region = regions.find((id) => resource.name.includes(`-${id}`));
        expect([resource.name, resource.inputs.region]).toEqual([resource.name, region]);
      }
    }
    for (const key of program.of("ObjectStorageKey")) {
      const [access, ...others] = key.inputs.bucketAccesses as Record<string, unknown>[];
      expect(others).toEqual([]);
      expect(access?.permissions).toBe("read_write");
      expect(key.name).toContain(`-${access?.region}-`);
      expect(access?.bucketName).toBe(`example-${key.name.replace(/-key$/, "")}`);
    }
  });

  it("says the class, the role and who manages it wherever Linode has tags, in the order that Linode gives back", () => {
    for (const resource of custom(program)) {
      const type = resource.type.split(":").at(-1) ?? "";
      const tags = resource.inputs.tags as string[] | undefined;
      if (!tagged.includes(type)) {
        expect([resource.name, tags]).toEqual([resource.name, undefined]);
        continue;
      }
      expect(tags).toHaveLength(3);
      expect(tags).toEqual([...(tags ?? [])].sort());
      expect(tags).toContain(`data-class:${resource.name.split("-")[0]}`);
      expect(tags).toContain("managed-by:bastide");
      expect(tags?.some((tag) => tag.startsWith("role:"))).toBe(true);
    }
    for (const resource of [...program.of("Vpc"), ...program.of("StackScript")]) {
      expect(resource.inputs.description).toMatch(new RegExp(`data-class:${resource.name.split("-")[0]}$`));
    }
  });

  it("marks every password and object storage key as secret", () => {
    for (const key of program.of("ObjectStorageKey")) {
      expect([...new Set(key.additionalSecretOutputs)].sort()).toEqual(["accessKey", "secretKey"]);
    }
    expect(program.of("RandomPassword").length).toBeGreaterThan(0);
    for (const password of program.of("RandomPassword")) {
      expect(password.protect).toBe(true);
      expect(password.inputs.length).toBeGreaterThanOrEqual(32);
    }
    expect(JSON.stringify(Object.keys(program.outputs))).not.toMatch(/secret|password|key/i);
  });

  it("lets no secret flow into a server, whose first-boot data stays readable on it", () => {
    expect(program.of("Instance").length).toBeGreaterThan(0);
    for (const instance of program.of("Instance")) {
      const upstream = program.resources
        .filter((r) => instance.dependencies.includes(r.urn))
        .map((r) => r.type);
      expect(upstream.join()).not.toMatch(/RandomPassword|ObjectStorageKey/);
    }
  });

  it("tells the active region, the endpoints and the gateways' addresses", async () => {
    expect(program.outputs.activeRegion).toBe("fr-par");
    expect(program.outputs.endpoints).toEqual({
      account: "https://api.account.data.example.org",
      contact: "https://api.contact.data.example.org",
      preferences: "https://api.preferences.data.example.org",
    });
    expect(Object.keys(program.outputs.gateways)).toEqual(Object.keys(config.classes));
    expect(await settled(program.outputs.gateways.account?.["fr-par"])).toMatch(/^192\.0\.2\.\d+$/);
    expect(Object.entries(program.outputs.tunnels).map(([id, keys]) => [id, Object.keys(keys)])).toEqual(
      Object.keys(config.classes).map((id) => [id, Object.keys(config.regions)]),
    );
  });
});

describe("switching the active region", () => {
  it("changes the targets of the records that name the active region and one output, and nothing else", async () => {
    const regions = {
      "fr-par": { number: 1, role: "standby" as const },
      "de-fra-2": { number: 2, role: "active" as const },
    };
    const bare = (r: Registered) => ({ ...r, inputs: { ...r.inputs, target: undefined } });
    const before = new Map((await recordProgram(config, { preview: true })).resources.map((r) => [r.urn, r]));
    const other = await recordProgram({ ...config, regions }, { preview: true });
    expect(other.resources).toHaveLength(before.size);
    for (const resource of other.resources) {
      const { dependencies: _, ...now } = bare(resource);
      const { dependencies: __, ...then } = bare(before.get(resource.urn) ?? resource);
      expect(now).toEqual(then);
    }
    const moved = other.resources.filter(
      (r) =>
        JSON.stringify([...r.dependencies].sort()) !==
        JSON.stringify([...(before.get(r.urn)?.dependencies ?? [])].sort()),
    );
    expect(moved.map((r) => r.name).sort()).toEqual(
      [
        ...Object.keys(config.classes).map((id) => `${id}-gateway-a-record`),
        ...["account", "contact", "preferences"].flatMap((id) => [
          `${id}-api-a-record`,
          `${id}-api-aaaa-record`,
        ]),
      ].sort(),
    );
    expect(other.outputs.activeRegion).toBe("de-fra-2");
  });
});

describe("a stack for each class", () => {
  const { events, account } = config.classes;
  if (events === undefined || account === undefined) throw new Error("Production lacks classes.");

  it("evaluates with one class alone, which then sends no log anywhere", async () => {
    const alone = await recordProgram({ ...config, classes: { account } });
    const enclaves = alone.resources.filter((r) => r.type === "bastide:infra:Enclave").map((r) => r.name);
    expect(enclaves).toEqual(["account"]);
    expect(alone.resources.every((r) => r.name.startsWith("account"))).toBe(true);
    expect(JSON.stringify(alone.of("Firewall").map((f) => f.inputs))).not.toContain("logs-to-events");
  });

  it("is named and made as in the stack of all classes", async () => {
    const alone = await recordProgram({ ...config, classes: { account } });
    const shared = new Map(program.resources.map((r) => [r.urn, r]));
    for (const resource of alone.resources) {
      expect(shared.has(resource.urn)).toBe(true);
      expect(resource.inputs.label).toEqual(shared.get(resource.urn)?.inputs.label);
    }
  });

  const labelled = (firewall: Registered, direction: "inbounds" | "outbounds") =>
    (firewall.inputs[direction] as Record<string, unknown>[]).filter(
      ({ label }) => label === "logs-to-events",
    );

  it("lets in the gateways that the configuration names, and knows them before anything is made", async () => {
    const gateways = { "fr-par": "192.0.2.201", "de-fra-2": "192.0.2.202" };
    const { named } = await recordProgram(
      { ...config, classes: { events }, otherStacks: { account: gateways } },
      { preview: true },
    );
    expect(labelled(named("events-fr-par-gateway-rules"), "inbounds")).toEqual([
      expect.objectContaining({
        protocol: "UDP",
        ports: "51820",
        ipv4s: ["192.0.2.201/32", "192.0.2.202/32"],
      }),
    ]);
    const sender = await recordProgram(
      { ...config, classes: { account }, otherStacks: { events: gateways } },
      { preview: true },
    );
    expect(labelled(sender.named("account-fr-par-gateway-rules"), "outbounds")).toEqual([
      expect.objectContaining({
        protocol: "UDP",
        ports: "51820",
        ipv4s: ["192.0.2.201/32", "192.0.2.202/32"],
      }),
    ]);
  });

  it("has no rule for a class whose stack is not up yet", async () => {
    const { named } = await recordProgram({ ...config, classes: { events }, otherStacks: { account: {} } });
    expect(labelled(named("events-fr-par-gateway-rules"), "inbounds")).toEqual([]);
  });
});
