import type * as grpc from "@grpc/grpc-js";
import providers from "@pulumi/pulumi/proto/provider_pb";
import resources from "@pulumi/pulumi/proto/resource_pb";
import structs from "google-protobuf/google/protobuf/struct_pb";
import { checkedInputs } from "./planned";
import { defaultOptions, type EvaluatedResource } from "./resource";
import type { Source } from "./sources";
import { packageOf, rootStackType, urnOf } from "./urn";
import { unknownValue, type WireMap, withoutReferences } from "./wire";

/** What becomes of a registered resource: its id (undefined while unknown) and its outputs. */
export type Fate = (
  resource: EvaluatedResource,
) => Promise<{ readonly id?: string | undefined; readonly outputs: WireMap }>;

type Callback<T> = (error: Partial<grpc.ServiceError> | null, response: T | undefined) => void;

/** The part of Pulumi's resource monitor that a program uses. */
export interface Monitor {
  registerResource(request: resources.RegisterResourceRequest, callback: Callback<unknown>): void;
  readResource(request: resources.ReadResourceRequest, callback: Callback<unknown>): void;
  registerResourceOutputs(
    request: resources.RegisterResourceOutputsRequest,
    callback: Callback<unknown>,
  ): void;
  invoke(request: resources.ResourceInvokeRequest, callback: Callback<unknown>): void;
}

export interface Recording {
  /** In the order of registration; a default provider comes before the first resource that uses it. */
  readonly resources: EvaluatedResource[];
  /** Functions of providers that the program called; nobody can answer them without the provider. */
  readonly unanswered: Set<string>;
  /** Changes whenever the program does something, so that a program that hangs can be told from a slow one. */
  activity: number;
  /** Resources that are being made right now. */
  busy: number;
}

/**
 * Makes Pulumi's mock monitor keep what its mocks leave out (parents, protection, dependencies, providers and the other
 * options), give each resource the engine's URN, and answer with wire values, so that unknowns and secrets survive.
 */
export function record(
  monitor: Monitor,
  stack: string,
  project: string,
  config: WireMap,
  fate: Fate,
  sourceOf: (
    request: resources.RegisterResourceRequest | resources.ReadResourceRequest,
  ) => Source | undefined,
  onRegistered: (resource: EvaluatedResource) => void = () => undefined,
): Recording {
  const recording: Recording = { resources: [], unanswered: new Set(), activity: 0, busy: 0 };
  const byUrn = new Map<string, EvaluatedResource>();

  const add = (resource: EvaluatedResource): void => {
    recording.activity++;
    if (byUrn.has(resource.urn)) {
      throw new Error(`Duplicate resource URN '${resource.urn}'; try giving it a unique name`);
    }
    byUrn.set(resource.urn, resource);
    recording.resources.push(resource);
    onRegistered(resource);
  };

  const providerOf = (type: string, version: string, given: string): string => {
    if (given !== "" || type.startsWith("pulumi:providers:") || packageOf(type) === "pulumi") {
      return given;
    }
    const provider = defaultProvider(stack, project, packageOf(type), version, config);
    if (!byUrn.has(provider.urn)) {
      add(provider);
    }
    return `${provider.urn}::${unknownValue}`;
  };

  const turn = turns();
  const settle = async (resource: EvaluatedResource): Promise<{ id: string; outputs: structs.Struct }> => {
    recording.busy++;
    try {
      await turn();
      const { id, outputs } = await fate(resource);
      resource.outputs = outputs;
      return { id: id ?? "", outputs: structs.Struct.fromJavaScript({ ...outputs }) };
    } finally {
      recording.busy--;
      recording.activity++;
    }
  };

  monitor.registerResource = (request, callback) => {
    answer(callback, async () => {
      const resource = { ...registered(stack, project, request, providerOf), source: sourceOf(request) };
      add(resource);
      const { id, outputs } = await settle(resource);
      const response = new resources.RegisterResourceResponse();
      response.setUrn(resource.urn);
      response.setId(id);
      response.setObject(outputs);
      return response;
    });
  };

  monitor.readResource = (request, callback) => {
    answer(callback, async () => {
      const resource = { ...read(stack, project, request, providerOf), source: sourceOf(request) };
      add(resource);
      const { outputs } = await settle(resource);
      const response = new resources.ReadResourceResponse();
      response.setUrn(resource.urn);
      response.setProperties(outputs);
      return response;
    });
  };

  monitor.registerResourceOutputs = (request, callback) => {
    answer(callback, async () => {
      recording.activity++;
      const resource = byUrn.get(request.getUrn());
      if (resource) {
        resource.outputs = wire(request.getOutputs());
      }
      return {};
    });
  };

  monitor.invoke = (request, callback) => {
    answer(callback, async () => {
      recording.unanswered.add(request.getTok());
      const response = new providers.InvokeResponse();
      response.setReturn(structs.Struct.fromJavaScript({}));
      return response;
    });
  };
  return recording;
}

/** Resources that are answered before others get their turn, such as the pack's answers. */
const perTurn = 32;

/** Makes a program of thousands of resources, which would keep this process to itself until it ends, let others have their turn. */
function turns(): () => Promise<void> {
  let left = perTurn;
  let next: Promise<void> | undefined;
  const begin = (): Promise<void> =>
    new Promise((resolve) =>
      setImmediate(() => {
        left = perTurn;
        next = undefined;
        resolve();
      }),
    );
  return async () => {
    while (left === 0) {
      next ??= begin();
      await next;
    }
    left--;
  };
}

function answer(callback: Callback<unknown>, work: () => Promise<unknown>): void {
  work().then(
    (response) => callback(null, response),
    (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), undefined),
  );
}

type ProviderOf = (type: string, version: string, given: string) => string;

function registered(
  stack: string,
  project: string,
  request: resources.RegisterResourceRequest,
  providerOf: ProviderOf,
): EvaluatedResource {
  const type = request.getType();
  const name = request.getName();
  const custom = request.getCustom();
  const timeouts = request.getCustomtimeouts();
  return {
    urn: urnOf(stack, project, request.getParent(), type, name),
    type,
    name,
    custom,
    external: false,
    parent: request.getParent(),
    inputs: checkedInputs(type, wire(request.getObject())),
    outputs: {},
    options: {
      protect: request.getProtect() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
      replaceOnChanges: request.getReplaceonchangesList(),
      deleteBeforeReplace: request.getDeletebeforereplacedefined()
        ? request.getDeletebeforereplace()
        : undefined,
      aliases: request.getAliasurnsList().concat(aliasUrns(stack, project, request)),
      customTimeouts: {
        create: timeouts?.getCreate() ?? "",
        update: timeouts?.getUpdate() ?? "",
        delete: timeouts?.getDelete() ?? "",
      },
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      retainOnDelete: request.getRetainondelete() ?? false,
    },
    provider: custom ? providerOf(type, request.getVersion(), request.getProvider()) : request.getProvider(),
    dependencies: request.getDependenciesList(),
    propertyDependencies: Object.fromEntries(
      [...request.getPropertydependenciesMap().entries()].map(([key, value]) => [key, value.getUrnsList()]),
    ),
  };
}

function read(
  stack: string,
  project: string,
  request: resources.ReadResourceRequest,
  providerOf: ProviderOf,
): EvaluatedResource {
  const inputs = wire(request.getProperties());
  return {
    ...plain(
      urnOf(stack, project, request.getParent(), request.getType(), request.getName()),
      request.getType(),
    ),
    external: true,
    parent: request.getParent(),
    inputs,
    provider: providerOf(request.getType(), request.getVersion(), request.getProvider()),
    dependencies: request.getDependenciesList(),
  };
}

/** A resource with nothing but a name. */
function plain(urn: string, type: string): EvaluatedResource {
  return {
    urn,
    type,
    name: urn.split("::").slice(3).join("::"),
    custom: true,
    external: false,
    parent: "",
    inputs: {},
    outputs: {},
    options: defaultOptions,
    provider: "",
    dependencies: [],
    propertyDependencies: {},
  };
}

/** The provider that the engine registers by itself for a package; it is judged like any other resource. */
function defaultProvider(
  stack: string,
  project: string,
  pkg: string,
  version: string,
  config: WireMap,
): EvaluatedResource {
  const type = `pulumi:providers:${pkg}`;
  const name = version === "" ? "default" : `default_${version.replace(/[^A-Za-z0-9]/g, "_")}`;
  const inputs: WireMap = {
    ...Object.fromEntries(
      Object.entries(config)
        .filter(([key]) => key.startsWith(`${pkg}:`))
        .map(([key, value]) => [key.slice(pkg.length + 1), value]),
    ),
    ...(version === "" ? {} : { version }),
  };
  return { ...plain(urnOf(stack, project, "", type, name), type), inputs, outputs: inputs };
}

function aliasUrns(stack: string, project: string, request: resources.RegisterResourceRequest): string[] {
  return request.getAliasesList().map((alias) => {
    const spec = alias.getSpec();
    if (!spec) {
      return alias.getUrn();
    }
    const parent = spec.getNoparent() ? "" : spec.getParenturn() || request.getParent();
    return urnOf(
      spec.getStack() || stack,
      spec.getProject() || project,
      parent,
      spec.getType() || request.getType(),
      spec.getName() || request.getName(),
    );
  });
}

function wire(struct: structs.Struct | undefined): WireMap {
  const value: unknown = struct?.toJavaScript() ?? {};
  return withoutReferences(value as WireMap) as WireMap;
}

/** True for the stack's own root resource. */
export function isStack(resource: EvaluatedResource): boolean {
  return resource.type === rootStackType;
}
