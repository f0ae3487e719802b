import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import messages from "@pulumi/pulumi/proto/analyzer_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";
import structs from "google-protobuf/google/protobuf/struct_pb";
import { analyzeRequest, stackResource } from "./analyzerMessages";
import type { EvaluatedResource } from "./resource";
import type { WireMap } from "./wire";

/** As the engine's: a stack with all its user data can be large. */
const maxMessage = 400 * 1024 * 1024;

export type EnforcementLevel = "advisory" | "mandatory" | "disabled" | "remediate";

/** What a policy says about itself. */
export interface PolicyInfo {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly enforcementLevel: EnforcementLevel;
  readonly severity: string;
  readonly kind: "resource" | "stack";
  /** The control or requirement that it enforces, in the pack's words. */
  readonly reference: string;
  readonly specification: string;
  readonly remediationSteps: string;
  readonly url: string;
  /** Defaults from its configuration's schema. */
  readonly defaults: WireMap;
  /** Its settings by name, each with its JSON Schema. */
  readonly settings: Readonly<Record<string, WireMap>>;
}

export interface PackInfo {
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly policies: readonly PolicyInfo[];
  readonly initialConfig: PackConfig;
}

/** Configuration of a pack's policies by name; `all` sets the level of every policy. */
export type PackConfig = Readonly<
  Record<string, { readonly enforcementLevel?: EnforcementLevel; readonly properties?: WireMap }>
>;

/** What a policy found. */
export interface Diagnostic {
  readonly policy: string;
  readonly message: string;
  readonly level: EnforcementLevel;
  readonly severity: string;
  /** The resource; empty where a stack policy names none. */
  readonly urn: string;
}

export interface Answer {
  readonly diagnostics: readonly Diagnostic[];
  readonly notApplicable: readonly { readonly policy: string; readonly reason: string }[];
}

const levels: readonly EnforcementLevel[] = ["advisory", "mandatory", "disabled", "remediate"];
const severities = ["", "low", "medium", "high", "critical"];

/** A client of `pulumirpc.Analyzer`, the protocol between the engine and a policy pack. */
export class AnalyzerClient {
  private readonly client: services.AnalyzerClient;

  constructor(address: string) {
    this.client = new services.AnalyzerClient(address, grpc.credentials.createInsecure(), {
      "grpc.max_receive_message_length": maxMessage,
      "grpc.max_send_message_length": maxMessage,
      // The pack is on this machine, and a stack has thousands of resources.
      "grpc.enable_retries": 0,
      "grpc.enable_channelz": 0,
    });
  }

  close(): void {
    this.client.close();
  }

  async info(): Promise<PackInfo> {
    const info = await call<messages.AnalyzerInfo>((done) =>
      this.client.getAnalyzerInfo(new empty.Empty(), done),
    );
    return {
      name: info.getName(),
      displayName: info.getDisplayname(),
      version: info.getVersion(),
      policies: info.getPoliciesList().map(policyInfo),
      initialConfig: Object.fromEntries(
        [...info.getInitialconfigMap().entries()].map(([name, entry]) => [
          name,
          { enforcementLevel: level(entry.getEnforcementlevel()), properties: plain(entry.getProperties()) },
        ]),
      ),
    };
  }

  async configureStack(
    stack: string,
    project: string,
    config: Readonly<Record<string, string>>,
    secretKeys: readonly string[],
  ): Promise<void> {
    const request = new messages.AnalyzerStackConfigureRequest();
    request.setStack(stack);
    request.setProject(project);
    request.setOrganization("organization");
    request.setDryRun(true);
    for (const [key, value] of Object.entries(config)) {
      request.getConfigMap().set(key, value);
    }
    request.setConfigSecretKeysList([...secretKeys]);
    await call((done) => this.client.configureStack(request, done));
  }

  async configure(config: PackConfig): Promise<void> {
    const request = new messages.ConfigureAnalyzerRequest();
    for (const [name, entry] of Object.entries(config)) {
      const message = new messages.PolicyConfig();
      message.setEnforcementlevel(protoLevel(entry.enforcementLevel ?? "advisory"));
      message.setProperties(structs.Struct.fromJavaScript({ ...entry.properties }));
      request.getPolicyconfigMap().set(name, message);
    }
    await call((done) => this.client.configure(request, done));
  }

  /** Runs the remediations; the answer's properties replace the resource's inputs where there are any. */
  async remediate(
    resource: EvaluatedResource,
    provider: EvaluatedResource | undefined,
  ): Promise<readonly messages.Remediation[]> {
    const response = await call<messages.RemediateResponse>((done) =>
      this.client.remediate(analyzeRequest(resource, provider), done),
    );
    return response.getRemediationsList();
  }

  /** Asks every resource policy about a resource's inputs. */
  async analyze(resource: EvaluatedResource, provider: EvaluatedResource | undefined): Promise<Answer> {
    return answer(await call((done) => this.client.analyze(analyzeRequest(resource, provider), done)));
  }

  /** Asks every stack policy about all resources, with their outputs and the graph between them. */
  async analyzeStack(
    resources: readonly {
      readonly resource: EvaluatedResource;
      readonly provider: EvaluatedResource | undefined;
    }[],
  ): Promise<Answer> {
    const request = new messages.AnalyzeStackRequest();
    request.setResourcesList(resources.map(({ resource, provider }) => stackResource(resource, provider)));
    return answer(await call((done) => this.client.analyzeStack(request, done)));
  }
}

function call<T>(
  send: (done: (error: grpc.ServiceError | null, response: T) => void) => unknown,
): Promise<T> {
  return new Promise((resolve, reject) =>
    send((error, response) => (error ? reject(error) : resolve(response))),
  );
}

function answer(response: messages.AnalyzeResponse): Answer {
  return {
    diagnostics: response.getDiagnosticsList().map((diagnostic) => ({
      policy: diagnostic.getPolicyname(),
      message: diagnostic.getMessage().trimEnd(),
      level: level(diagnostic.getEnforcementlevel()),
      severity: severities[diagnostic.getSeverity()] ?? "",
      urn: diagnostic.getUrn(),
    })),
    notApplicable: response
      .getNotApplicableList()
      .map((entry) => ({ policy: entry.getPolicyName(), reason: entry.getReason() })),
  };
}

function policyInfo(policy: messages.PolicyInfo): PolicyInfo {
  const framework = policy.getFramework();
  const schema = plain(policy.getConfigschema()?.getProperties());
  return {
    name: policy.getName(),
    displayName: policy.getDisplayname(),
    description: policy.getDescription(),
    enforcementLevel: level(policy.getEnforcementlevel()),
    severity: severities[policy.getSeverity()] ?? "",
    kind: policy.getPolicyType() === messages.PolicyType.POLICY_TYPE_STACK ? "stack" : "resource",
    reference: framework?.getReference() ?? "",
    specification: framework?.getSpecification() ?? "",
    remediationSteps: policy.getRemediationSteps(),
    url: policy.getUrl(),
    settings: schema as Readonly<Record<string, WireMap>>,
    defaults: Object.fromEntries(
      Object.entries(schema).flatMap(([key, property]) =>
        typeof property === "object" && property !== null && "default" in property
          ? [[key, (property as WireMap).default ?? null]]
          : [],
      ),
    ),
  };
}

function plain(struct: structs.Struct | undefined): WireMap {
  return (struct?.toJavaScript() ?? {}) as WireMap;
}

function level(value: messages.EnforcementLevel): EnforcementLevel {
  return levels[value] ?? "advisory";
}

function protoLevel(value: EnforcementLevel): messages.EnforcementLevel {
  return levels.indexOf(value);
}
