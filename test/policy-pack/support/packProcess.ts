import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import messages from "@pulumi/pulumi/proto/analyzer_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";
import structs, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Fixture } from "./resource";
import { keyOf, type Member, urnOf } from "./stack";

const root = join(__dirname, "../../..");

/** The real pack in its own process, asked as the engine asks. */
export class PackUnderTest {
  private constructor(
    private readonly process: ChildProcess,
    private readonly client: services.AnalyzerClient,
  ) {}

  /** Starts the pack by Pulumi's own runner. @param environment What the engine would add. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<PackUnderTest> {
    const runner = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js");
    const pack = join(root, "policy-pack");
    const child = spawn(process.execPath, [runner, "127.0.0.1:0", pack], {
      cwd: pack,
      env: { ...process.env, PULUMI_NODEJS_TYPESCRIPT: "false", ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [first] = (await once(child.stdout, "data")) as [Buffer];
    const address = `127.0.0.1:${Number.parseInt(first.toString(), 10)}`;
    return new PackUnderTest(child, new services.AnalyzerClient(address, credentials.createInsecure()));
  }

  /** Ends the process. */
  stop(): void {
    this.client.close();
    this.process.kill();
  }

  /** What the pack says about itself. */
  info(): Promise<messages.AnalyzerInfo> {
    return answered((done) => this.client.getAnalyzerInfo(new empty.Empty(), done));
  }

  /** Configures policies, as `--policy-pack-config` does. */
  async configure(settings: Readonly<Record<string, Record<string, JavaScriptValue>>>): Promise<void> {
    const request = new messages.ConfigureAnalyzerRequest();
    for (const [policy, properties] of Object.entries(settings)) {
      const config = new messages.PolicyConfig();
      config.setEnforcementlevel(messages.EnforcementLevel.MANDATORY);
      config.setProperties(structs.Struct.fromJavaScript(properties));
      request.getPolicyconfigMap().set(policy, config);
    }
    await answered((done) => this.client.configure(request, done));
  }

  /** Asks about one resource's inputs. */
  async analyze(fixture: Fixture): Promise<messages.AnalyzeResponse.AsObject> {
    const request = new messages.AnalyzeRequest();
    describe(request, fixture, urnOf(fixture));
    const provider = new messages.AnalyzerProviderResource();
    provider.setProperties(new structs.Struct());
    request.setProvider(provider);
    return (
      await answered<messages.AnalyzeResponse>((done) => this.client.analyze(request, done))
    ).toObject();
  }

  /** Asks about a whole stack. */
  async analyzeStack(members: readonly Member[]): Promise<messages.AnalyzeResponse.AsObject> {
    const urns = new Map(members.map((member) => [keyOf(member), urnOf(member)]));
    const urnsOf = (keys: readonly string[]) => keys.map((key) => urns.get(key) ?? key);
    const request = new messages.AnalyzeStackRequest();
    const resources = members.map((member) => {
      const resource = new messages.AnalyzerResource();
      describe(resource, { ...member, props: member.props ?? {} }, urnOf(member));
      resource.setParent(urns.get(member.parent ?? "") ?? "");
      for (const [property, keys] of Object.entries(member.uses ?? {})) {
        const dependencies = new messages.AnalyzerPropertyDependencies();
        dependencies.setUrnsList(urnsOf(keys));
        resource.getPropertydependenciesMap().set(property, dependencies);
      }
      return resource;
    });
    request.setResourcesList(resources);
    return (
      await answered<messages.AnalyzeResponse>((done) => this.client.analyzeStack(request, done))
    ).toObject();
  }
}

function describe(
  message: messages.AnalyzeRequest | messages.AnalyzerResource,
  { type, name, props, protect = false }: Fixture,
  urn: string,
): void {
  message.setType(type);
  message.setName(name);
  message.setUrn(urn);
  message.setProperties(structs.Struct.fromJavaScript(props as Record<string, JavaScriptValue>));
  const options = new messages.AnalyzerResourceOptions();
  options.setProtect(protect);
  message.setOptions(options);
}

function answered<T>(ask: (done: (error: ServiceError | null, response: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) =>
    ask((error, response) => (error ? reject(error) : resolve(response))),
  );
}
