import type { DataClassId } from "../../catalogue/dataClasses";
import { judgedType } from "../types";
import { isDeclaredFlow } from "./flows";
import type { Node } from "./graph";
import { choice, classInDescription, everyClass, isDataClass, tagged } from "./tags";

/** The component whose children all belong to the class that it is named as. */
const enclave = "bastide:infra:Enclave";

/** Finds out which data class a resource belongs to. */
export interface Attribution {
  /** All classes that something claims for a resource: one is right, none or several are a violation. */
  claimsOf(node: Node): readonly string[];
  /** The resource's class, where there is exactly one and the catalogue knows it. */
  classOf(node: Node): DataClassId | undefined;
}

/**
 * A class is claimed by the resource's tag, by the end of its description, by what it belongs to, and by
 * the enclave component around it; only where all of these are silent, by the resources that use it.
 */
export function attribute(): Attribution {
  const known = new Map<Node, readonly string[]>();
  const own = (node: Node): readonly string[] => {
    const found = known.get(node);
    if (found) {
      return found;
    }
    known.set(node, []);
    const claims = [...new Set(ownClaims(node, own))];
    known.set(node, claims);
    return claims;
  };
  const claimsOf = (node: Node): readonly string[] => {
    const claims = own(node);
    return claims.length > 0 ? claims : [...new Set(claimsOfUsers(node, own))];
  };
  return {
    claimsOf,
    classOf(node) {
      const [claim, ...others] = claimsOf(node);
      return others.length === 0 && isDataClass(claim) ? claim : undefined;
    },
  };
}

function ownClaims(node: Node, own: (node: Node) => readonly string[]): readonly string[] {
  const entry = judgedType(node.type);
  if (entry?.scope !== "class") {
    return [];
  }
  const described = entry.description && classInDescription(node.value("description"));
  const owners = node.uses.filter(({ property }) => entry.belongsTo?.includes(property));
  const around = enclaveAround(node);
  return [
    ...(entry.tags ? tagged(node.value("tags"), "dataClass") : []),
    ...(described === undefined ? [] : [described]),
    ...owners.flatMap((owner) => own(owner.node)),
    ...(around === undefined ? [] : [around]),
  ];
}

/** How to say the class of a resource of one type, as a sentence: only what the type has. */
export function waysToClaim(type: string): string {
  const entry = judgedType(type);
  const owners = entry?.belongsTo;
  const ways = [
    ...(entry?.tags ? ["tag it `data-class:CLASS`"] : []),
    ...(entry?.description ? ["end its description with `data-class:CLASS`"] : []),
    ...(owners ? [`give a class to what ${choice(owners)} names`] : []),
    `make it a child of a component resource of type \`${enclave}\` that is named CLASS`,
  ].join(", or ");
  return `${ways.charAt(0).toUpperCase()}${ways.slice(1)}, where CLASS is ${everyClass}.`;
}

function claimsOfUsers(node: Node, own: (node: Node) => readonly string[]): readonly string[] {
  return node.usedBy
    .filter((use) => !isDeclaredFlow(use.node, use.property, node))
    .flatMap((use) => own(use.node));
}

/** The name of the enclave component around a resource, which is the name of its class. */
function enclaveAround(node: Node): string | undefined {
  for (let around = node.parent; around; around = around.parent) {
    if (around.type === enclave) {
      return around.name;
    }
  }
  return undefined;
}
