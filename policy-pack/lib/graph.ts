import { type Plain, read } from "./plain";
import type { Named } from "./tell";

/** One resource refers to another through one of its properties. */
export interface Use {
  readonly property: string;
  readonly node: Node;
}

/**
 * A resource of the stack and its relations. Relations come from the engine's own record of which
 * property depends on which resource, so they are known at preview although the values are not.
 */
export interface Node extends Named {
  readonly parent: Node | undefined;
  /** What this resource refers to. */
  readonly uses: readonly Use[];
  /** What refers to this resource; `node` is the user, `property` the user's property. */
  readonly usedBy: readonly Use[];
  /** Properties whose change the program ignores once the resource exists. */
  readonly ignoreChanges: readonly string[];
  /** One property, with unknown parts marked. */
  value(key: string): Plain | undefined;
}

/** A resource with its relations, as the policy SDK gives it. */
export interface Linked extends Named {
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts?: { readonly ignoreChanges: readonly string[] };
  readonly parent?: Linked | undefined;
  readonly propertyDependencies: Readonly<Record<string, readonly Linked[]>>;
}

/** Builds the graph, in time linear in resources and relations. */
export function buildGraph(resources: readonly Linked[]): readonly Node[] {
  const nodes = new Map(resources.map((resource) => [resource, new GraphNode(resource)]));
  for (const [resource, node] of nodes) {
    node.parent = resource.parent && nodes.get(resource.parent);
    for (const [property, targets] of Object.entries(resource.propertyDependencies)) {
      for (const target of new Set(targets)) {
        const used = nodes.get(target);
        if (used && used !== node) {
          node.uses.push({ property, node: used });
          used.usedBy.push({ property, node });
        }
      }
    }
  }
  return [...nodes.values()];
}

class GraphNode implements Node {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly uses: Use[] = [];
  readonly usedBy: Use[] = [];
  parent: Node | undefined;
  readonly ignoreChanges: readonly string[];
  readonly #props: Readonly<Record<string, unknown>>;

  constructor({ type, name, urn, props, opts }: Linked) {
    this.type = type;
    this.name = name;
    this.urn = urn;
    this.ignoreChanges = opts?.ignoreChanges ?? [];
    this.#props = props;
  }

  value(key: string): Plain | undefined {
    return read(this.#props, key);
  }
}

/** The resources of one type that a resource refers to through one of some properties. */
export function usedThrough(node: Node, type: string, properties: readonly string[]): readonly Node[] {
  return node.uses
    .filter((use) => use.node.type === type && properties.includes(use.property))
    .map((use) => use.node);
}

/** The resources of one type that refer to a resource through one of some properties. */
export function usersThrough(node: Node, type: string, properties: readonly string[]): readonly Node[] {
  return node.usedBy
    .filter((use) => use.node.type === type && properties.includes(use.property))
    .map((use) => use.node);
}
