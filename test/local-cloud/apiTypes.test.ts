import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { linode, start } from "./support";

const root = join(__dirname, "..", "..");

/** Compiles a text that isn't on the disk, with the resolution that @linode/api-v4's declarations need. */
function compile(text: string): string[] {
  const file = join(root, "answers.ts");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, language) =>
    name === file ? ts.createSourceFile(name, text, language) : read(name, language);
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => name === file || exists(name);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map((one) => ts.flattenDiagnosticMessageText(one.messageText, "\n"));
}

/**
 * Assigns each answer to its type. Allowed, because recordings of the real API have them: fields that the declarations
 * don't know yet, and null where they say undefined.
 */
function program(answers: [string, unknown][]): string {
  const lines = answers.map(
    ([type, value]) => `check<${type.includes("<") ? "" : "api."}${type}>(${JSON.stringify(value)});`,
  );
  return `import type * as api from "@linode/api-v4";
type Loose<T> = null | (T extends (infer E)[] ? Loose<E>[] : T extends object ? { [K in keyof T]: Loose<T[K]> } & { [key: string]: unknown } : T);
declare function check<T>(answer: Loose<T>): void;
${lines.join("\n")}
`;
}

describe("answers", () => {
  it("have the types of @linode/api-v4", { timeout: 120_000 }, async () => {
    const { ok, settle } = await start();
    const answers: [string, unknown][] = [];
    const keep = async (type: string, method: string, path: string, body?: unknown) => {
      const answer = await ok(method, path, body);
      answers.push([type, answer]);
      return answer;
    };
    const rules = { inbound_policy: "DROP", outbound_policy: "DROP", inbound: [], outbound: [] };
    const firewall = await keep("Firewall", "POST", "/networking/firewalls", { label: "one", rules });
    const vpc = await keep("VPC", "POST", "/vpcs", { label: "net", region: "fr-par" });
    const subnet = await keep("Subnet", "POST", `/vpcs/${vpc.id}/subnets`, {
      label: "sub",
      ipv4: "10.0.0.0/24",
    });
    const made = await keep("Linode", "POST", "/linode/instances", {
      ...linode,
      firewall_id: firewall.id,
      interfaces: [{ purpose: "public" }, { purpose: "vpc", subnet_id: subnet.id }],
    });
    await settle();
    await keep("Linode", "GET", `/linode/instances/${made.id}`);
    const { data } = await keep(
      "api.ResourcePage<api.Config>",
      "GET",
      `/linode/instances/${made.id}/configs`,
    );
    await keep("Config", "GET", `/linode/instances/${made.id}/configs/${data[0].id}`);
    await keep("api.ResourcePage<api.Disk>", "GET", `/linode/instances/${made.id}/disks`);
    await keep("api.ResourcePage<api.FirewallDevice>", "GET", `/networking/firewalls/${firewall.id}/devices`);
    await keep("Volume", "POST", "/volumes", { label: "data", linode_id: made.id });
    await keep("PlacementGroup", "POST", "/placement/groups", {
      label: "apart",
      region: "fr-par",
      placement_group_type: "anti_affinity:local",
      placement_group_policy: "strict",
    });
    const balancer = await keep("NodeBalancer", "POST", "/nodebalancers", { region: "fr-par" });
    await keep("Omit<api.NodeBalancerConfig, 'nodes'>", "POST", `/nodebalancers/${balancer.id}/configs`, {
      port: 80,
    });
    const domain = await keep("Domain", "POST", "/domains", {
      domain: "a.example",
      type: "master",
      soa_email: "a@a.example",
    });
    await keep("DomainRecord", "POST", `/domains/${domain.id}/records`, {
      type: "A",
      name: "a",
      target: "192.0.2.1",
    });
    await keep("StackScript", "POST", "/linode/stackscripts", {
      label: "seed",
      images: ["any/all"],
      script: "#!/bin/sh",
    });
    await keep("ObjectStorageBucket", "POST", "/object-storage/buckets", {
      label: "bucket",
      region: "fr-par",
    });
    await keep("ObjectStorageKey", "POST", "/object-storage/keys", { label: "key" });
    await keep("api.ResourcePage<Omit<api.Region, 'capabilities'>>", "GET", "/regions");
    await keep("api.ResourcePage<api.LinodeType>", "GET", "/linode/types");
    await keep("AccountSettings", "GET", "/account/settings");
    const problems = compile(program(answers));
    expect(problems.map((problem) => problem.slice(0, 600))).toEqual([]);
  });
});
