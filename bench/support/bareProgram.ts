import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The smallest inputs that the provider takes for each type that prod uses. */
const inputs: Readonly<Record<string, string>> = {
  "linode:index/vpc:Vpc": '{ label: n, region: "fr-par" }',
  "linode:index/vpcSubnet:VpcSubnet": '{ vpcId: 1, label: n, ipv4: "10.0.0.0/24" }',
  "linode:index/firewall:Firewall":
    '{ label: "firewall" + i, inboundPolicy: "DROP", outboundPolicy: "DROP" }',
  "linode:index/instance:Instance":
    '{ label: n, region: "fr-par", type: "g6-nanode-1", image: "linode/debian13" }',
  "linode:index/volume:Volume": '{ label: "volume" + i, region: "fr-par", size: 10 }',
  "linode:index/placementGroup:PlacementGroup":
    '{ label: n, region: "fr-par", placementGroupType: "anti_affinity:local" }',
  "linode:index/nodeBalancer:NodeBalancer": '{ label: "balancer" + i, region: "fr-par" }',
  "linode:index/nodeBalancerConfig:NodeBalancerConfig": "{ nodebalancerId: 1 }",
  "linode:index/nodeBalancerNode:NodeBalancerNode":
    '{ nodebalancerId: 1, configId: 1, label: "node" + i, address: "192.168.128.1:80" }',
  "linode:index/domain:Domain": '{ domain: n + ".example.org", type: "master", soaEmail: "a@example.org" }',
  "linode:index/domainRecord:DomainRecord":
    '{ domainId: 1, recordType: "A", name: "a" + i, target: "192.0.2.1" }',
  "linode:index/stackScript:StackScript":
    '{ label: n, description: n, script: "#!/bin/bash", images: ["linode/debian13"] }',
  "linode:index/objectStorageKey:ObjectStorageKey": "{ label: n }",
  "linode:index/networkingIp:NetworkingIp":
    '{ type: "ipv4", public: true, reserved: true, region: "fr-par" }',
  "random:index/randomPassword:RandomPassword": "{ length: 40 }",
};

/** What stands for our own provider's types in a program that has no such provider. */
const substitute = "linode:index/firewallDevice:FirewallDevice";
const substituteInputs = '{ firewallId: 1, entityId: i, entityType: "linode" }';

/**
 * Writes a bare program: as many resources of the same types as the stack has, flat, with the smallest inputs, in plain JavaScript;
 * and a policy pack without a policy. What the engine needs for these is what nobody can do without.
 *
 * @param types how many resources there are of each type
 */
export function writeBareProgram(folder: string, modules: string, types: ReadonlyMap<string, number>): void {
  const lines = [...types].flatMap(([type, count]) => {
    if (type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:")) return [];
    if (type.startsWith("bastide:infra:")) {
      return [`for (let i = 0; i < ${count}; i++) new pulumi.ComponentResource("bare:x:C", "${type}-" + i);`];
    }
    const [token, args] = type.startsWith("bastide:") ? [substitute, substituteInputs] : [type, inputs[type]];
    if (args === undefined)
      throw new Error(`bench/support/bareProgram.ts has no inputs for ${type}; add a line.`);
    return [
      `for (let i = 0; i < ${count}; i++) { const n = "r" + i + "${type.length}"; new pulumi.CustomResource("${token}", "${type}-" + i, ${args}); }`,
    ];
  });
  const files: Record<string, string> = {
    "Pulumi.yaml": "name: bare\nruntime: { name: nodejs, options: { typescript: false } }\n",
    "package.json": '{ "name": "bare", "main": "index.js" }\n',
    // The program loads what every program of these packages loads.
    "index.js": `const pulumi = require("@pulumi/pulumi"); require("@pulumi/linode").Vpc; require("@pulumi/random").RandomPassword;\n${lines.join("\n")}\n`,
    "pack/PulumiPolicy.yaml": "runtime: { name: nodejs, options: { typescript: false } }\n",
    "pack/package.json": '{ "name": "empty", "version": "0.0.1", "main": "index.js" }\n',
    "pack/index.js":
      'const { PolicyPack } = require("@pulumi/policy"); new PolicyPack("empty", { policies: [] });\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  symlinkSync(modules, join(folder, "node_modules"));
}
