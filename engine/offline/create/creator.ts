import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../errors";
import type { Fate } from "../monitor";
import type { EvaluatedResource } from "../resource";
import { reveal, secret, type Wire, type WireMap } from "../wire";
import { type ApiObject, type CloudApi, listOrNone, mayHaveWorked } from "./api";
import { JobFailed } from "./jobs";
import type { Ledger, Made } from "./ledger";
import { removeObject } from "./removal";
import type { Plain, Translator } from "./translator";
import { type OwnType, wayOf } from "./types";

export interface CreatorOptions {
  readonly api: CloudApi;
  readonly ledger: Ledger;
  /** The types of the project's own provider. */
  readonly own: Readonly<Record<string, OwnType>>;
  /** Called after each resource that is there, made now or before. */
  readonly onMade?: (resource: EvaluatedResource) => void;
}

/**
 * Makes each resource of a program in the local cloud as it is registered. What the ledger has is not made again; what a
 * killed run made and could not record is found again and adopted.
 */
export function creator(options: CreatorOptions): Fate {
  return async (resource) => {
    if (resource.type.startsWith("pulumi:providers:")) {
      return { id: resource.name, outputs: resource.inputs };
    }
    const known = options.ledger.made.get(resource.urn);
    const made = known ?? (await make(resource, options));
    const { outputs } = options.ledger.open(made);
    options.onMade?.(resource);
    return { id: made.id, outputs: outputs as WireMap };
  };
}

/** Types of the program that can't be made offline; to be asked before anything is made. */
export function unmakeable(
  resources: readonly EvaluatedResource[],
  own: Readonly<Record<string, OwnType>>,
): readonly string[] {
  const types = resources
    .filter(({ custom, external, type }) => custom && !external && !type.startsWith("pulumi:"))
    .map(({ type }) => type);
  return [...new Set(types)].filter((type) => wayOf(type, own) === undefined).sort();
}

async function make(resource: EvaluatedResource, options: CreatorOptions): Promise<Made> {
  const { ledger, api, own } = options;
  const way = wayOf(resource.type, own);
  const inputs = reveal(resource.inputs) as Plain;
  const record = (id: string, path: string, outputs: Plain): Made => {
    const made: Made = {
      urn: resource.urn,
      type: resource.type,
      id,
      path,
      needs: needsOf(resource),
      sealed: ledger.vault.seal({ inputs, outputs: wireOutputs(resource, outputs) }),
    };
    ledger.write({ made });
    return made;
  };
  try {
    switch (way?.kind) {
      case "random": {
        const { id, outputs } = way.make(inputs);
        return record(id, "", outputs);
      }
      case "own": {
        begin(resource, inputs, "", ledger);
        await refuseFailures(resource, way.type, inputs);
        const { id, outputs } = await way.type.create(inputs);
        return record(id, "", outputs);
      }
      case "api": {
        const { path, object, id } = await finished(resource, inputs, way.translator, api, ledger);
        return record(id, path, way.translator.outputs(object, inputs));
      }
      default:
        throw new Error(`${resource.type} can only be made by its own provider`);
    }
  } catch (error) {
    throw error instanceof UserError
      ? error
      : new UserError(`${resource.name} (${resource.type}) was not made: ${messageOf(error)}`, "", 1);
  }
}

/** How often a creation whose answer was lost is looked for and, where nothing was made, asked for again. */
const creations = 8;

interface Place {
  readonly path: string;
  readonly object: ApiObject;
  readonly id: string;
}

/** Makes the object and waits until it is ready. What the platform failed to make ready goes, and is made anew. */
async function finished(
  resource: EvaluatedResource,
  inputs: Plain,
  translator: Translator,
  api: CloudApi,
  ledger: Ledger,
): Promise<Place> {
  for (let attempt = 1; ; attempt++) {
    const place = await ensure(resource, inputs, translator, api, ledger);
    try {
      const ready = await translator.finish?.(api, place.path, place.object, inputs);
      // What is shown once only was in the first answer.
      return { ...place, object: { ...place.object, ...ready } };
    } catch (error) {
      if (!(error instanceof JobFailed) || attempt === creations) {
        throw error;
      }
      await removeObject(place.path, translator, api);
    }
  }
}

/** Makes the object, or finds what an interrupted run, or a request whose answer was lost, has made. */
async function ensure(
  resource: EvaluatedResource,
  inputs: Plain,
  translator: Translator,
  api: CloudApi,
  ledger: Ledger,
): Promise<Place> {
  const collection = translator.collection(inputs);
  const place = (object: ApiObject): Place => {
    const id = idOf(translator, object);
    return { path: `${collection}/${id}`, object, id };
  };
  const left = ledger.pending.get(resource.urn);
  const before =
    left !== undefined
      ? left.before
      : translator.couldBe === undefined
        ? undefined
        : await idsIn(translator, collection, api);
  if (left === undefined) {
    begin(resource, inputs, collection, ledger, before);
  }
  for (let attempt = 1; ; attempt++) {
    if (left !== undefined || attempt > 1) {
      const found = await leftBehind(translator, collection, inputs, before, api, ledger);
      if (found !== undefined && translator.secretOnce !== true) {
        return place(found);
      }
      if (found !== undefined) {
        await api.remove(place(found).path);
      }
    }
    try {
      return place(await api.post(collection, translator.body(inputs)));
    } catch (error) {
      if (!mayHaveWorked(error)) {
        // A refusal is an answer: nothing was made.
        ledger.write({ gone: resource.urn });
        throw error;
      }
      if (attempt === creations) {
        throw error;
      }
    }
    await sleep(Math.min(100 * 2 ** attempt, 3000));
  }
}

function begin(
  resource: EvaluatedResource,
  inputs: Plain,
  collection: string,
  ledger: Ledger,
  before?: readonly string[],
): void {
  ledger.write({
    pending: {
      urn: resource.urn,
      type: resource.type,
      collection,
      needs: needsOf(resource),
      sealed: ledger.vault.seal(inputs),
      ...(before === undefined ? {} : { before }),
    },
  });
}

/** What an interrupted run made of a resource that it did not record. */
export async function leftBehind(
  translator: Translator,
  collection: string,
  inputs: Plain,
  before: readonly string[] | undefined,
  api: CloudApi,
  ledger: Ledger,
): Promise<ApiObject | undefined> {
  const objects = await listOrNone(api, collection);
  if (translator.isSame !== undefined) {
    return objects.find((object) => translator.isSame?.(object, inputs));
  }
  const taken = new Set([...(before ?? []), ...[...ledger.made.values()].map((made) => made.id)]);
  return objects.find(
    (object) => translator.couldBe?.(object, inputs) === true && !taken.has(idOf(translator, object)),
  );
}

async function idsIn(translator: Translator, collection: string, api: CloudApi): Promise<string[]> {
  return (await api.list(collection)).map((object) => idOf(translator, object));
}

function idOf(translator: Translator, object: ApiObject): string {
  return translator.idOf?.(object) ?? String(object.id);
}

async function refuseFailures(resource: EvaluatedResource, type: OwnType, inputs: Plain): Promise<void> {
  const failures = await type.check(inputs);
  if (failures.length > 0) {
    throw new UserError(
      `${resource.name} (${resource.type}) is refused: ${failures.map(({ property, reason }) => `${property}: ${reason}`).join(" ")}`,
      "",
      1,
    );
  }
}

function needsOf(resource: EvaluatedResource): string[] {
  return [...new Set([...resource.dependencies, ...Object.values(resource.propertyDependencies).flat()])];
}

/** Inputs and outputs in wire form: what was secret stays secret, and so does what the program declares secret. */
function wireOutputs(resource: EvaluatedResource, outputs: Plain): WireMap {
  const secrets = new Set(resource.options.additionalSecretOutputs);
  const fresh = Object.entries(outputs).filter(([key]) => !(key in resource.inputs));
  const all = [...Object.entries(resource.inputs), ...(fresh as [string, Wire][])];
  return Object.fromEntries(all.map(([key, value]) => [key, secrets.has(key) ? secret(value) : value]));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
