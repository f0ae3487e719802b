import type { StackValidation, StackValidationArgs } from "@pulumi/policy";
import { type Attribution, attribute } from "./attribution";
import { BadEntry } from "./configuration/entry";
import { buildGraph, type Node } from "./graph";
import type { Unknowns } from "./judge";
import { Misfit } from "./misfit";
import { isUnknownAt, pathOf } from "./plain";
import { configurationAt, type Named, tell, tellAlways } from "./tell";

/** A whole stack under judgement. */
export interface Stack extends Attribution {
  readonly nodes: readonly Node[];
  /** The policy's own settings, as given; see `settings.ts`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** All resources of one type, in the order of their URNs. */
  ofType(type: string): readonly Node[];
  /** Reports a violation by one resource. */
  report(resource: Node | Named, problem: string, fix: string): void;
  /** Reports a violation by one key of the stack's configuration, such as `bastide:classes.account`. */
  reportConfiguration(key: string, problem: string, fix: string): void;
}

/** A validation of relations, which says how it treats unknown values. */
export type JudgedStack = StackValidation & { readonly unknowns: Unknowns };

/**
 * Judges the relations between a stack's resources. The engine asks at the end of a preview, which is
 * what stops a change; in an update it asks when all is done.
 *
 * @param unknowns The properties whose values count; all else is read from the graph.
 */
export function judgeStack(unknowns: Unknowns, validate: (stack: Stack) => void): JudgedStack {
  const validation: StackValidation = (args, report) => {
    const { nodes, byType, attribution } = shared(args);
    try {
      validate({
        nodes,
        settings: args.getConfig(),
        ...attribution,
        ofType: (type) => byType.get(type) ?? [],
        report: (resource, problem, fix) =>
          (isUncertain(resource, unknowns) ? tellAlways : tell)(report, resource, problem, fix),
        reportConfiguration: (key, problem, fix) =>
          tell(report, configurationAt(key, stackOf(byType)), problem, fix),
      });
    } catch (error) {
      if (!(error instanceof Misfit)) {
        throw error;
      }
      if (error instanceof BadEntry) {
        tellAlways(report, configurationAt(error.key, stackOf(byType)), error.problem, error.fix);
      } else {
        report(`The stack ${error.problem}. ${error.fix}`);
      }
    }
  };
  return Object.assign(validation, { unknowns });
}

/** The stack's own URN; empty where the program registered none. */
function stackOf(byType: Shared["byType"]): string {
  return byType.get("pulumi:pulumi:Stack")?.[0]?.urn ?? "";
}

/**
 * Whether a value that must be known is not, on a resource or on one that it has to do with. Then no waiver covers what
 * is reported: nobody can have approved what nobody knows.
 */
function isUncertain(resource: Node | Named, unknowns: Unknowns): boolean {
  if (!("uses" in resource)) {
    return false;
  }
  const around = [resource, ...[...resource.uses, ...resource.usedBy].map((use) => use.node)];
  return Object.entries(unknowns).some(([path, fate]) => {
    const [top = path, ...below] = pathOf(path);
    return fate === "refused" && around.some((member) => isUnknownAt(member.value(top), below));
  });
}

interface Shared {
  readonly nodes: readonly Node[];
  readonly byType: ReadonlyMap<string, readonly Node[]>;
  readonly attribution: Attribution;
}

const graphs = new WeakMap<StackValidationArgs["resources"], Shared>();

/** The graph, built once for policies that are given the same list of resources. */
function shared({ resources }: StackValidationArgs): Shared {
  const found = graphs.get(resources);
  if (found) {
    return found;
  }
  // The engine gives resources in an order of its own; which of several a rule names must be the same in every run.
  const nodes = [...buildGraph(resources)].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const byType = new Map<string, Node[]>();
  for (const node of nodes) {
    const peers = byType.get(node.type);
    if (peers) {
      peers.push(node);
    } else {
      byType.set(node.type, [node]);
    }
  }
  const built = { nodes, byType, attribution: attribute() };
  graphs.set(resources, built);
  return built;
}
