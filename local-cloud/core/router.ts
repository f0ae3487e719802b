import type { Endpoint, Method } from "./definition";
import { decodePart, pathParts } from "./pathParts";

interface Node {
  fixed: Map<string, Node>;
  variable: Node | undefined;
  endpoints: Map<Method, { endpoint: Endpoint; names: string[] }>;
}

/** What a path leads to. */
export interface Match {
  endpoint: Endpoint;
  params: Record<string, string>;
}

/** Finds the endpoint of a path; fixed parts win over variables. */
export class Router {
  private root = newNode();

  constructor(endpoints: readonly Endpoint[]) {
    for (const endpoint of endpoints) this.add(endpoint);
  }

  /** The endpoint, or which methods the path has instead (none: unknown path). */
  match(method: string, path: string): Match | Method[] {
    const decoded = joined(pathParts(path)).map(decodePart);
    const found = this.walk(this.root, decoded, 0, []);
    if (found === undefined) return [];
    const { node, values } = found;
    const hit = node.endpoints.get(method as Method);
    if (hit === undefined) return [...node.endpoints.keys()];
    const params = Object.fromEntries(hit.names.map((name, index) => [name, values[index] ?? ""]));
    return { endpoint: hit.endpoint, params };
  }

  private walk(
    node: Node,
    segments: readonly string[],
    at: number,
    values: string[],
  ): { node: Node; values: string[] } | undefined {
    const segment = segments[at];
    if (segment === undefined) return node.endpoints.size > 0 ? { node, values } : undefined;
    const fixed = node.fixed.get(segment);
    const viaFixed = fixed === undefined ? undefined : this.walk(fixed, segments, at + 1, values);
    if (viaFixed !== undefined) return viaFixed;
    if (node.variable === undefined) return undefined;
    return this.walk(node.variable, segments, at + 1, [...values, segment]);
  }

  private add(endpoint: Endpoint): void {
    const names: string[] = [];
    let node = this.root;
    for (const segment of pathParts(endpoint.path)) {
      if (segment.startsWith(":")) {
        names.push(segment.slice(1));
        node.variable ??= newNode();
        node = node.variable;
      } else {
        let next = node.fixed.get(segment);
        if (next === undefined) {
          next = newNode();
          node.fixed.set(segment, next);
        }
        node = next;
      }
    }
    if (node.endpoints.has(endpoint.method)) {
      throw new Error(`${endpoint.method} ${endpoint.path} is defined twice.`);
    }
    node.endpoints.set(endpoint.method, { endpoint, names });
  }
}

/** Who images and kernels can be of: their ids begin so, and the official linode-cli leaves the slash after it as it is. */
const owners = new Set(["linode", "private", "shared"]);

/** The same segments, with ids that have a slash in one piece. */
function joined(segments: readonly string[]): string[] {
  const whole: string[] = [];
  for (let at = 0; at < segments.length; at++) {
    const [segment = "", next] = segments.slice(at, at + 2);
    const isId = owners.has(segment) && ["images", "kernels"].includes(whole.at(-1) ?? "");
    whole.push(isId && next !== undefined ? `${segment}/${next}` : segment);
    if (isId && next !== undefined) at += 1;
  }
  return whole;
}

function newNode(): Node {
  return { fixed: new Map(), variable: undefined, endpoints: new Map() };
}
