import { beforeAll, describe, expect, it } from "vitest";

import { LockedBucket } from "../../../infra/resources/lockedBucket";
import { prodConfig } from "../../support/infraConfigs";
import { type Recording, type Registered, recordProgram } from "../../support/infraProgram";

// What @pulumi/linode 5.1.1 does without a word, and what else would hurt: each fails if it comes back.

const config = prodConfig();
let program: Recording;

beforeAll(async () => {
  program = await recordProgram(config);
});

/** Checks every resource of a type, of which there must be some. */
function each(type: string, look: (resource: Registered) => void): void {
  const found = program.of(type);
  expect(found.length).toBeGreaterThan(0);
  for (const resource of found) look(resource);
}

const roleOf = (resource: Registered): string =>
  (resource.inputs.tags as string[]).find((tag) => tag.startsWith("role:"))?.slice("role:".length) ?? "";

/** The resource that a URN names. */
const at = (urn: string): Registered | undefined => program.resources.find((r) => r.urn === urn);

describe("volumes", () => {
  it("are encrypted, in so many words, and a change of that is a new volume", () =>
    each("Volume", (volume) => {
      expect(volume.inputs.encryption).toBe("enabled");
      expect(volume.replaceOnChanges).toEqual(expect.arrayContaining(["encryption", "region"]));
      expect(volume.protect).toBe(true);
    }));

  it("are on a data node of their own", () => {
    const owners = program.of("Volume").map((volume) => volume.inputs.linodeId);
    expect(new Set(owners).size).toBe(owners.length);
    each("Volume", (volume) => expect(roleOf(volume)).toBe("data"));
  });
});

describe("placement groups", () => {
  it("have their policy in their name and label, and a change of it makes a new group first", () =>
    each("PlacementGroup", (group) => {
      expect(group.inputs.placementGroupPolicy).toBe("strict");
      expect(group.inputs.placementGroupType).toBe("anti_affinity:local");
      expect(group.name).toMatch(/-strict-group$/);
      expect(group.inputs.label).toMatch(/-strict$/);
      expect(group.replaceOnChanges).toContain("placementGroupPolicy");
      expect(group.deleteBeforeReplace).toBe(false);
    }));

  it("hold all data nodes and the gateway with the third etcd member, or all service nodes, and no other", () => {
    const groups = new Map<unknown, Set<string>>();
    each("Instance", (instance) => {
      const group = instance.inputs.placementGroup as { id?: number; compliantOnly?: boolean } | undefined;
      const role = roleOf(instance) ?? "";
      if (role === "edge") return expect(group).toBeUndefined();
      expect(group).toMatchObject({ id: expect.any(Number), compliantOnly: true });
      groups.set(group?.id, (groups.get(group?.id) ?? new Set()).add(role));
    });
    expect(new Set([...groups.values()].map((roles) => [...roles].sort().join()))).toEqual(
      new Set(["data,gateway", "service"]),
    );
  });
});

describe("instances", () => {
  it("are replaced by a change of region, never moved with their data", () =>
    each("Instance", (instance) => expect(instance.replaceOnChanges).toContain("region")));

  it("wait for the one of the same role before them, so that peers change one after the other", () =>
    each("Instance", (instance) => {
      const role = roleOf(instance);
      const before = instance.dependencies.filter((urn) => urn.includes("$linode:index/instance:Instance::"));
      const first = instance.name.includes("fr-par") && !/(data|edge|service)-[2-9]/.test(instance.name);
      expect(before.length, `${instance.name} (${role})`).toBe(first ? 0 : 1);
    }));

  it("have encrypted disks, the watchdog except where data is, and go before their successor, whose label is the same", () =>
    each("Instance", (instance) => {
      expect(instance.inputs).toMatchObject({
        diskEncryption: "enabled",
        // It would restart a database node that fenced itself.
        watchdogEnabled: roleOf(instance) !== "data",
        booted: true,
      });
      expect(instance.deleteBeforeReplace).toBe(true);
    }));

  it("wait for the look at the account", () => {
    const preflight = program.named("account", "AccountPreflight");
    expect(preflight.inputs.interfacesForNewLinodes).toEqual([
      "legacy_config_only",
      "legacy_config_default_but_linode_allowed",
    ]);
    each("Instance", (instance) => expect(instance.dependencies).toContain(preflight.urn));
  });

  it("have no root password, no key on root, no backup by Linode", () =>
    each("Instance", (instance) => {
      for (const never of ["rootPass", "authorizedKeys", "authorizedUsers", "backupId", "group"]) {
        expect(instance.inputs).not.toHaveProperty(never);
      }
      expect(instance.inputs.backupsEnabled).toBe(false);
    }));

  it("have time enough", () =>
    each("Instance", ({ timeouts }) =>
      expect(timeouts).toEqual({ create: "20m", update: "20m", delete: "20m" }),
    ));

  it("of data and service have no public address, no metadata; of data they are protected", () =>
    each("Instance", (instance) => {
      const interfaces = instance.inputs.interfaces as Record<string, unknown>[];
      const purposes = interfaces.map((i) => i.purpose);
      const data = roleOf(instance) === "data";
      const inside = data || roleOf(instance) === "service";
      expect(purposes).toEqual(inside ? ["vpc"] : ["public", "vpc"]);
      expect(interfaces[0]?.primary).toBe(true);
      expect(instance.protect).toBe(data);
      expect(instance.inputs.privateIp).toBe(roleOf(instance) === "edge");
      expect(instance.inputs).not.toHaveProperty("metadatas");
      expect(instance.inputs).toHaveProperty("stackscriptData");
      if (inside) {
        expect(instance.inputs).not.toHaveProperty("ipv4s");
        expect(JSON.stringify(interfaces)).not.toContain("nat11");
      }
      expect(instance.ignoreChanges).toEqual(expect.arrayContaining(["stackscriptData", "stackscriptId"]));
    }));

  it("of gateways take the address that was reserved for them", () =>
    each("Instance", (instance) => {
      if (roleOf(instance) === "gateway")
        expect(instance.inputs.ipv4s).toEqual([expect.stringMatching(/^192\.0\.2\./)]);
      else expect(instance.inputs).not.toHaveProperty("ipv4s");
    }));
});

describe("firewalls", () => {
  it("drop what no rule lets through, in both directions, and name no device", () =>
    each("Firewall", (firewall) => {
      expect(firewall.inputs).toMatchObject({ inboundPolicy: "DROP", outboundPolicy: "DROP" });
      for (const never of ["linodes", "nodebalancers", "disabled", "interfaces"]) {
        expect(firewall.inputs).not.toHaveProperty(never);
      }
      for (const rule of [
        ...(firewall.inputs.inbounds as object[]),
        ...(firewall.inputs.outbounds as object[]),
      ]) {
        expect(rule).toMatchObject({ action: "ACCEPT" });
        const { ipv4s = [], ipv6s = [] } = rule as { ipv4s?: string[]; ipv6s?: string[] };
        expect(ipv4s.length + ipv6s.length).toBeGreaterThan(0);
        for (const address of ipv4s) expect(address).toMatch(/^\d+\.\d+\.\d+\.\d+\/\d+$/);
        for (const address of ipv6s) expect(address).toMatch(/^[0-9a-f:]+\/\d+$/);
      }
    }));

  it("cover instances and balancers from their first second, and a change of firewall replaces none", () => {
    for (const type of ["Instance", "NodeBalancer"]) {
      each(type, (resource) => {
        expect(resource.inputs.firewallId).toEqual(expect.any(Number));
        expect(resource.ignoreChanges).toContain("firewallId");
      });
    }
  });

  it("are kept by exactly one attachment for each instance and balancer, in one class", () => {
    const attachments = program.of("FirewallAttachment");
    const covered = attachments.map((a) => at(a.deletedWith));
    const servers = [...program.of("Instance"), ...program.of("NodeBalancer")];
    expect(covered.map((r) => r?.urn).sort()).toEqual(servers.map((r) => r.urn).sort());
    for (const [index, attachment] of attachments.entries()) {
      const entity = covered[index];
      const nodeBalancer = entity?.type.endsWith(":NodeBalancer") ?? false;
      expect(attachment.inputs.entityType).toBe(nodeBalancer ? "nodebalancer" : "linode");
      expect(attachment.inputs.firewallId).toBe(entity?.inputs.firewallId);
      const firewall = attachment.dependencies.map(at).find((r) => r?.type.endsWith(":Firewall"));
      expect(firewall?.name.split("-")[0]).toBe(entity?.name.split("-")[0]);
    }
    expect(program.of("FirewallDevice")).toEqual([]);
  });
});

describe("buckets", () => {
  it("are made by region, with a lock that no key can shorten, and are protected", () => {
    expect(program.of("ObjectStorageBucket")).toEqual([]);
    each("LockedBucket", (bucket) => {
      expect(bucket.inputs).not.toHaveProperty("cluster");
      expect(Object.keys(config.regions)).toContain(bucket.inputs.region);
      expect(bucket.inputs).toMatchObject({ lockMode: "COMPLIANCE", lockDays: 35 });
      expect(Number(bucket.inputs.noncurrentDays)).toBeGreaterThan(35);
      expect(bucket.protect).toBe(true);
    });
    expect(LockedBucket.name).toBe("LockedBucket");
  });

  it("have keys that open this one bucket, by region", () =>
    each("ObjectStorageKey", (key) => {
      expect(key.inputs).not.toHaveProperty("regions");
      expect(JSON.stringify(key.inputs)).not.toContain("cluster");
      expect(key.inputs.bucketAccesses).toHaveLength(1);
    }));
});

describe("what cannot be made again", () => {
  it.each(["Volume", "LockedBucket", "NetworkingIp", "Vpc", "VpcSubnet", "RandomPassword"])(
    "is protected: %s",
    (type) => each(type, (resource) => expect(resource.protect).toBe(true)),
  );

  it("is replaced, not moved, by a change of region", () => {
    for (const type of ["Volume", "Vpc", "NetworkingIp", "PlacementGroup", "Instance"]) {
      each(type, (resource) => expect(resource.replaceOnChanges).toContain("region"));
    }
  });

  it("takes nothing of another class: no dependency crosses enclaves but the gateways' addresses", () => {
    for (const resource of program.resources.filter(
      (r) => r.custom && r.type !== "bastide:index:AccountPreflight",
    )) {
      const own = resource.name.split("-")[0];
      for (const urn of resource.dependencies) {
        const other = at(urn);
        if (!other || other.type === "bastide:index:AccountPreflight" || other.name.split("-")[0] === own)
          continue;
        // Logs go to `events`: firewalls and tunnels name gateways, and who takes logs knows the authority of who sends them.
        const isLogFlow = [own, other.name.split("-")[0]].includes("events");
        const pair = [resource.type, other.type].map((type) => type.split(":").at(-1)).join(" ");
        expect([resource.name, isLogFlow]).toEqual([resource.name, true]);
        expect([
          "Firewall NetworkingIp",
          "HostMessage NetworkingIp",
          "HostMessage HostIdentity",
          "HostMessage ClassAuthority",
        ]).toContain(pair);
        if (other.type.endsWith(":HostIdentity")) expect(other.name).toMatch(/-gateway-identity$/);
      }
    }
  });
});

describe("load balancers", () => {
  it("pass TLS through, with the client's address, to edge nodes of their own", () => {
    each("NodeBalancerConfig", (https) => {
      expect(https.inputs).toMatchObject({ port: 443, protocol: "tcp", proxyProtocol: "v2" });
      expect(https.inputs).not.toHaveProperty("sslKey");
    });
    each("NodeBalancerNode", (node) => {
      expect(node.inputs.address).toMatch(/^192\.168\.\d+\.\d+:443$/);
      expect(String(node.inputs.label).length).toBeLessThanOrEqual(32);
      const instance = node.dependencies.map(at).find((r) => r?.type.endsWith(":Instance"));
      expect(instance?.name.split("-edge")[0]).toBe(node.name.split("-edge")[0]);
    });
    each("NodeBalancer", (balancer) => expect(balancer.deleteBeforeReplace).toBe(true));
  });
});

describe("names", () => {
  it("point at addresses, for thirty seconds, each in its class's zone", () => {
    each("DomainRecord", (record) => {
      expect(record.inputs.ttlSec).toBe(30);
      expect(record.inputs.target).toMatch(
        record.inputs.recordType === "A" ? /^\d+\.\d+\.\d+\.\d+$/ : /^[0-9a-f:]+$/,
      );
      const domain = record.dependencies.map(at).find((r) => r?.type.endsWith(":Domain"));
      expect(domain?.name.split("-")[0]).toBe(record.name.split("-")[0]);
    });
    each("StackScript", (script) => expect(script.inputs.isPublic).toBe(false));
  });
});
