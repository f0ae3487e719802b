import type { Node } from "./graph";
import type { Stack } from "./judgeStack";
import { hasRole } from "./tags";

/** What a class keeps its data in. */
export interface ClassData {
  readonly nodes: readonly Node[];
  readonly volumes: readonly Node[];
  readonly backups: readonly Node[];
  readonly objects: readonly Node[];
}

/** Each class's data nodes, volumes and locked buckets; resources without a clear class are left out. */
export function dataByClass(stack: Stack): ReadonlyMap<string, ClassData> {
  const found = new Map<string, { [kind in keyof ClassData]: Node[] }>();
  const add = (kind: keyof ClassData, node: Node) => {
    const dataClass = stack.classOf(node);
    if (dataClass !== undefined) {
      const entry = found.get(dataClass) ?? { nodes: [], volumes: [], backups: [], objects: [] };
      entry[kind].push(node);
      found.set(dataClass, entry);
    }
  };
  for (const node of stack.ofType("linode:index/instance:Instance")) {
    if (hasRole(node.value("tags"), "data")) {
      add("nodes", node);
    }
  }
  for (const node of stack.ofType("linode:index/volume:Volume")) {
    add("volumes", node);
  }
  for (const node of stack.ofType("bastide:index:LockedBucket")) {
    if (hasRole(node.value("tags"), "backup")) {
      add("backups", node);
    }
    if (hasRole(node.value("tags"), "objects")) {
      add("objects", node);
    }
  }
  return found;
}

/** The regions of some resources, each once; one that is not known counts for nothing. */
export function regionsOf(nodes: readonly Node[]): ReadonlySet<string> {
  return new Set(nodes.map((node) => node.value("region")).filter((region) => typeof region === "string"));
}
