import * as pulumi from "@pulumi/pulumi";
import type resources from "@pulumi/pulumi/proto/resource_pb";

import { createStack, type StackOutputs } from "../../infra/components/stack";
import type { StackConfig } from "../../infra/config";
import { planTopology } from "../../infra/topology";

/** A resource as the program asked for it, with all that Pulumi's own mocks leave out. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent: string;
  readonly urn: string;
  /** Plain values; what is not known yet is undefined. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly deletedWith: string;
  readonly dependencies: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly timeouts: { readonly create: string; readonly update: string; readonly delete: string };
}

/** Everything that a run of the program has registered. */
export interface Recording {
  readonly resources: readonly Registered[];
  /** URNs of the components that registered their outputs. */
  readonly finished: ReadonlySet<string>;
  readonly outputs: StackOutputs;
  /** Custom resources of a type, by the last part of its token: `Instance`. */
  of(type: string): Registered[];
  /** The resource of this name and type. */
  named(name: string, type?: string): Registered;
}

type Request = resources.RegisterResourceRequest;
type Callback = (error: unknown, response: { getUrn(): string } | undefined) => void;

interface Monitor {
  registerResource(request: Request, callback: Callback): unknown;
  registerResourceOutputs(
    request: { getUrn(): string },
    callback: (error: unknown, answer: unknown) => void,
  ): unknown;
}

const idOf = (type: string, number: number): string =>
  type.startsWith("random:") || type.startsWith("bastide:") ? `${type}-${number}` : String(number);

/** Outputs that Linode computes and the program reads. */
const computed = (type: string, number: number): Record<string, unknown> => {
  switch (type.split(":").at(-1)) {
    case "ExchangeBucket":
    case "LockedBucket":
      return { s3Endpoint: "s3.example" };
    case "ObjectStorageKey":
      return { accessKey: `access-${number}`, secretKey: `secret-${number}` };
    case "RandomPassword":
      return { result: `password-${number}` };
    case "ClassAuthority":
      return {
        certificate: `authority-${number}`,
        key: `authority-key-${number}`,
        signingKey: `signing-key-${number}`,
        verifyKey: `verify-key-${number}`,
      };
    case "HostIdentity":
      return {
        identity: `identity-${number}`,
        recipient: `recipient-${number}`,
        tunnelPrivateKey: `tunnel-key-${number}`,
        tunnelPublicKey: `tunnel-public-${number}`,
        certificate: `certificate-${number}`,
        key: `key-${number}`,
      };
    case "HostTicket":
      return { line: `https://s3.example/tickets/${number} AGE-SECRET-KEY-${number}`, made: number };
    case "NetworkingIp":
      return { address: `192.0.2.${number % 250}` };
    case "Instance":
      return { privateIpAddress: `192.168.130.${number % 250}` };
    case "NodeBalancer":
      return { ipv4: `198.51.100.${number % 250}`, ipv6: `2001:db8::${number.toString(16)}` };
    default:
      return {};
  }
};

/**
 * Runs the components under Pulumi's mocks. In a preview, ids and computed values are unknown, as in the engine's preview of a new
 * stack; else every resource gets an id.
 */
export async function recordProgram(
  config: StackConfig,
  options: { readonly preview?: boolean } = {},
): Promise<Recording> {
  const preview = options.preview ?? false;
  let count = 0;
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, inputs }) => {
        count += 1;
        return preview
          ? { id: undefined, state: inputs }
          : { id: idOf(type, count), state: { ...inputs, ...computed(type, count) } };
      },
      call: () => ({}),
    },
    "bastide",
    "test",
    preview,
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const recorded: Registered[] = [];
  const finished = new Set<string>();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (response) recorded.push(read(request, response.getUrn()));
      callback(error, response);
    });
  const finish = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, callback) => {
    finished.add(request.getUrn());
    return finish(request, callback);
  };
  const { plan, problems } = planTopology(config);
  if (problems.length > 0) throw new Error(problems.map((p) => p.message).join("\n"));
  const outputs = createStack(config, plan);
  await settle();
  const of = (type: string) => recorded.filter((r) => r.type.endsWith(`:${type}`));
  return {
    resources: recorded,
    finished,
    outputs,
    of,
    named: (name, type = "") => {
      const found = recorded.filter((r) => r.name === name && r.type.endsWith(type));
      if (found.length !== 1 || !found[0])
        throw new Error(`${found.length} resources are named ${name} (${type}).`);
      return found[0];
    },
  };
}

/** Waits until no registration is under way and none follows. */
async function settle(): Promise<void> {
  const runtime = pulumi.runtime as typeof pulumi.runtime & { waitForRPCs(): Promise<void> };
  await runtime.waitForRPCs();
}

function read(request: Request, urn: string): Registered {
  const object = request.getObject()?.toJavaScript() ?? {};
  const timeouts = request.getCustomtimeouts();
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent(),
    urn,
    inputs: plain(object) as Record<string, unknown>,
    protect: request.getProtect() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    deletedWith: request.getDeletedwith(),
    dependencies: request.getDependenciesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    timeouts: {
      create: timeouts?.getCreate() ?? "",
      update: timeouts?.getUpdate() ?? "",
      delete: timeouts?.getDelete() ?? "",
    },
  };
}

const signature = "4dabf18193072939515e22adb298388d";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Takes values out of the wrapping of secrets and leaves out what is unknown. */
function plain(value: unknown): unknown {
  if (value === unknown) return undefined;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (signature in value && "value" in value) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** Waits for an output's value. */
export const settled = <T>(output: pulumi.Input<T>): Promise<T> =>
  new Promise((resolve) => {
    pulumi.output(output).apply((value) => resolve(value as T));
  });
