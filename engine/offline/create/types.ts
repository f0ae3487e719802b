import { compute } from "./compute";
import { network } from "./network";
import { random } from "./random";
import type { Plain, Translator } from "./translator";

/** A resource type of the project's own provider (`infra/provider`), as far as an offline run needs it. */
export interface OwnType {
  check(inputs: Plain): Promise<readonly { readonly property: string; readonly reason: string }[]>;
  create(inputs: Plain): Promise<{ id: string; outputs: Plain }>;
  /** The resource as it is; undefined where it is gone. */
  read(id: string, properties: Plain): Promise<Plain | undefined>;
  delete(id: string, properties: Plain): Promise<void>;
}

/** How a resource type is made offline. */
export type Way =
  | { readonly kind: "api"; readonly translator: Translator }
  | { readonly kind: "random"; readonly make: (typeof random)[string] }
  | { readonly kind: "own"; readonly type: OwnType };

/** Finds how a type is made; undefined for a type that only its own provider can make. */
export function wayOf(type: string, own: Readonly<Record<string, OwnType>>): Way | undefined {
  const translator = compute[type] ?? network[type];
  if (translator !== undefined) {
    return { kind: "api", translator };
  }
  const make = random[type];
  if (make !== undefined) {
    return { kind: "random", make };
  }
  const ownType = own[type];
  return ownType === undefined ? undefined : { kind: "own", type: ownType };
}

/** The collections of the API that the types are made in and that are no part of anything else. */
export const topCollections: readonly string[] = [...Object.values(compute), ...Object.values(network)]
  .map((translator) => translator.collection({}))
  .filter((collection) => !collection.includes("undefined"));
