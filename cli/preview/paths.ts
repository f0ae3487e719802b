import type { EvaluatedResource } from "../../engine/offline/resource";
import { isSecret, unknownValue, type Wire } from "../../engine/offline/wire";
import { Misfit } from "../../policy-pack/lib/misfit";
import { type NetworkPath, networkPaths, partyText, pathKey } from "../../policy-pack/lib/reachability";
import { portsText } from "../../policy-pack/lib/reachability/ports";
import type { ReportedPath } from "./schema";

/**
 * Every way in which one host can open a connection to another, worked out by the policy pack's own model. Undefined where rules or
 * interfaces have a shape that it can't read; the pack then refuses them by name.
 */
export function pathsOf(resources: readonly EvaluatedResource[]): ReportedPath[] | undefined {
  try {
    const paths = networkPaths(
      resources.map(({ urn, type, name, parent, outputs, propertyDependencies }) => ({
        urn,
        type,
        name,
        parent,
        outputs: withoutSecrets(outputs) as EvaluatedResource["outputs"],
        propertyDependencies,
      })),
    );
    return paths.map(reported).sort((a, b) => (a.key < b.key ? -1 : 1));
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
}

function reported(path: NetworkPath): ReportedPath {
  const { from, to, protocol, ports, hops } = path;
  const service = protocol === "TCP" || protocol === "UDP" ? `${protocol} ${portsText(ports)}` : protocol;
  return { key: pathKey(path), from: partyText(from), to: partyText(to), service, via: [...hops] };
}

/** What is secret is not known to a report: an address in a rule would be printed. */
function withoutSecrets(value: Wire): Wire {
  if (isSecret(value)) {
    return unknownValue;
  }
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]))
    : value;
}
