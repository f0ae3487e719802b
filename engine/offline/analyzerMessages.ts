import messages from "@pulumi/pulumi/proto/analyzer_pb";
import structs from "google-protobuf/google/protobuf/struct_pb";
import type { EvaluatedResource } from "./resource";
import type { WireMap } from "./wire";

/** A resource with its inputs, as the engine asks about it before its step. */
export function analyzeRequest(
  resource: EvaluatedResource,
  provider: EvaluatedResource | undefined,
): messages.AnalyzeRequest {
  const request = new messages.AnalyzeRequest();
  request.setUrn(resource.urn);
  request.setType(resource.type);
  request.setName(resource.name);
  request.setProperties(structs.Struct.fromJavaScript(withoutInternal(resource.inputs)));
  request.setOptions(optionsOf(resource));
  if (provider) {
    request.setProvider(providerMessage(provider));
  }
  return request;
}

/** A resource with its outputs and its place in the graph, as the engine asks about the stack at the end. */
export function stackResource(
  resource: EvaluatedResource,
  provider: EvaluatedResource | undefined,
): messages.AnalyzerResource {
  const message = new messages.AnalyzerResource();
  message.setUrn(resource.urn);
  message.setType(resource.type);
  message.setName(resource.name);
  message.setProperties(structs.Struct.fromJavaScript(withoutInternal(resource.outputs)));
  message.setOptions(optionsOf(resource));
  if (provider) {
    message.setProvider(providerMessage(provider));
  }
  message.setParent(resource.parent);
  message.setDependenciesList([...resource.dependencies]);
  for (const [key, urns] of Object.entries(resource.propertyDependencies)) {
    if (urns.length > 0) {
      const dependencies = new messages.AnalyzerPropertyDependencies();
      dependencies.setUrnsList([...urns]);
      message.getPropertydependenciesMap().set(key, dependencies);
    }
  }
  return message;
}

/** Without `options` the pack refuses the request as coming from too old an engine. */
function optionsOf(resource: EvaluatedResource): messages.AnalyzerResourceOptions {
  const { options } = resource;
  const message = new messages.AnalyzerResourceOptions();
  message.setProtect(options.protect);
  message.setIgnorechangesList([...options.ignoreChanges]);
  message.setDeletebeforereplace(options.deleteBeforeReplace ?? false);
  message.setDeletebeforereplacedefined(options.deleteBeforeReplace !== undefined);
  message.setAdditionalsecretoutputsList([...options.additionalSecretOutputs]);
  message.setAliasesList([...options.aliases]);
  const timeouts = new messages.AnalyzerResourceOptions.CustomTimeouts();
  timeouts.setCreate(seconds(options.customTimeouts.create));
  timeouts.setUpdate(seconds(options.customTimeouts.update));
  timeouts.setDelete(seconds(options.customTimeouts.delete));
  message.setCustomtimeouts(timeouts);
  message.setParent(resource.parent);
  return message;
}

function providerMessage(provider: EvaluatedResource): messages.AnalyzerProviderResource {
  const message = new messages.AnalyzerProviderResource();
  message.setUrn(provider.urn);
  message.setType(provider.type);
  message.setName(provider.name);
  message.setProperties(structs.Struct.fromJavaScript(withoutInternal(provider.inputs)));
  return message;
}

/** The engine keeps properties that begin with two underscores to itself. */
function withoutInternal(properties: WireMap): WireMap {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

/** Seconds in a Go duration such as `1h30m`. */
export function seconds(duration: string): number {
  const units: Readonly<Record<string, number>> = {
    h: 3600,
    m: 60,
    s: 1,
    ms: 0.001,
    us: 1e-6,
    µs: 1e-6,
    ns: 1e-9,
  };
  return [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|µs|ns|m|s)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ""] ?? 0),
    0,
  );
}
