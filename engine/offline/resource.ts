import type { Source } from "./sources";
import type { WireMap } from "./wire";

/** A resource as the program registered it, in the form in which the engine would know it. */
export interface EvaluatedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** False for components and for the stack itself. */
  readonly custom: boolean;
  /** Read, not managed: `get` and stack references. */
  readonly external: boolean;
  /** The parent's URN; empty for the stack and for default providers. */
  readonly parent: string;
  /** What the program gave, with the defaults that the provider's check adds. */
  readonly inputs: WireMap;
  /** What the resource has after it was planned (in a preview) or created. */
  outputs: WireMap;
  readonly options: ResourceOptions;
  /** The provider's reference (`URN::ID`); empty for components. */
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Where the program makes it; absent for what the engine makes by itself. */
  readonly source?: Source | undefined;
}

/** The options that Pulumi's mocks leave out and that policies and tests ask about. */
export interface ResourceOptions {
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  /** Undefined where the program does not say. */
  readonly deleteBeforeReplace: boolean | undefined;
  readonly aliases: readonly string[];
  /** Go durations such as `10m`; empty where the program does not say. */
  readonly customTimeouts: { readonly create: string; readonly update: string; readonly delete: string };
  readonly additionalSecretOutputs: readonly string[];
  readonly retainOnDelete: boolean;
}

/** The options of a resource whose program gives none. */
export const defaultOptions: ResourceOptions = {
  protect: false,
  ignoreChanges: [],
  replaceOnChanges: [],
  deleteBeforeReplace: undefined,
  aliases: [],
  customTimeouts: { create: "", update: "", delete: "" },
  additionalSecretOutputs: [],
  retainOnDelete: false,
};
