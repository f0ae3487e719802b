import { spawn } from "node:child_process";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, it, onTestFinished } from "vitest";

import { projectRoot } from "../../support/projectFiles";

/** Starts the provider as the engine does: with an address to answer to, and reads the port that it prints. */
async function start(): Promise<{ client: ResourceProviderClient; port: number }> {
  const child = spawn(join(projectRoot, "infra/provider/pulumi-resource-bastide"), ["127.0.0.1:1"], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill());
  const port = await new Promise<number>((resolve, reject) => {
    let text = "";
    let errors = "";
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
      if (/^\d+\n/.test(text)) resolve(Number.parseInt(text, 10));
    });
    child.stderr.on("data", (chunk) => {
      errors += String(chunk);
    });
    child.once("exit", (code) => reject(new Error(`The provider ended with ${code}: ${errors}`)));
  });
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  return { client, port };
}

const urn = "urn:pulumi:prod::bastide::bastide:index:FirewallAttachment::name";

describe("the provider's process", () => {
  it("prints its port alone, tells its version, and checks inputs over gRPC", async () => {
    const { client, port } = await start();
    expect(port).toBeGreaterThan(1_023);
    const version = await new Promise<string>((resolve, reject) =>
      client.getPluginInfo(new empty.Empty(), (error, info) =>
        error ? reject(error) : resolve(info.getVersion()),
      ),
    );
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    const request = new provider.CheckRequest();
    request.setUrn(urn);
    request.setOlds(new struct.Struct());
    request.setNews(struct.Struct.fromJavaScript({ firewallId: 0, entityId: 5, entityType: "linode" }));
    const failures = await new Promise<string[]>((resolve, reject) =>
      client.check(request, (error, answer) =>
        error
          ? reject(error)
          : resolve(answer.getFailuresList().map((f) => `${f.getProperty()}: ${f.getReason()}`)),
      ),
    );
    expect(failures).toEqual(["firewallId: This is not the id of a resource."]);
  });

  it("says over gRPC what is missing when it has no token", async () => {
    const { client } = await start();
    const request = new provider.CheckRequest();
    request.setUrn(urn.replace("FirewallAttachment", "AccountPreflight"));
    request.setOlds(new struct.Struct());
    request.setNews(struct.Struct.fromJavaScript({ interfacesForNewLinodes: [] }));
    const message = await new Promise<string>((resolve) =>
      client.check(request, (error) => resolve(error?.details ?? error?.message ?? "no error")),
    );
    expect(message).toContain("There is no LINODE_TOKEN in the environment");
  });
});
