import table from "./planned.json";
import { secret, unknownValue, type Wire, type WireMap } from "./wire";

/**
 * What the providers add to a resource, recorded from previews of the engine with @pulumi/linode 5.1.1 and @pulumi/random
 * 4.21.2: `pulumi preview --event-log` of one resource of each type with its required inputs only (`planned.json`; a test
 * compares it with the engine where there is one). `checked` are the defaults that join the
 * inputs; `planned` are the outputs of a resource that does not exist yet, with null for "known to be absent".
 */
interface Recorded {
  readonly checked?: WireMap;
  /** Defaults inside the items of a list, for example `primary` of each interface. */
  readonly checkedItems?: Readonly<Record<string, WireMap>>;
  readonly planned?: WireMap;
  /** Outputs that are not what was given. */
  readonly replaced?: WireMap;
  /** Whether a set keeps what is known of it beside what is not: so it is in the provider's newer half. */
  readonly knownItems?: boolean;
}

const recorded: Readonly<Record<string, Recorded>> = table;

/** The inputs as the engine knows them: the program's, and the provider's defaults. */
export function checkedInputs(type: string, inputs: WireMap): WireMap {
  const entry = recorded[type];
  if (!entry) {
    return inputs;
  }
  const withItems = Object.entries(entry.checkedItems ?? {}).map(([key, defaults]): [string, Wire] => {
    const items = inputs[key];
    return [
      key,
      Array.isArray(items) ? items.map((item: WireMap) => ({ ...defaults, ...item })) : (items ?? null),
    ];
  });
  const known = withItems.filter(([key]) => key in inputs);
  return { ...entry.checked, ...inputs, ...Object.fromEntries(known) };
}

/**
 * The outputs of a resource that does not exist yet, as in the engine's preview: what was given is known, the id and what
 * only the provider can say is unknown, and what the program declares secret is secret.
 *
 * @param declared The properties that the resource's class declares; used for types that were not recorded.
 */
export function plannedOutputs(
  type: string,
  inputs: WireMap,
  declared: ReadonlySet<string>,
  secretOutputs: readonly string[],
): WireMap {
  const planned =
    recorded[type]?.planned ?? Object.fromEntries([...declared].map((key) => [key, unknownValue]));
  const keeps = recorded[type]?.knownItems === true;
  const known = Object.entries(inputs).map(([key, value]): [string, Wire] => [
    key,
    isUnknownSet(value, keeps) ? unknownValue : value,
  ]);
  const outputs: Record<string, Wire> = {
    ...planned,
    ...Object.fromEntries(known),
    ...recorded[type]?.replaced,
    id: unknownValue,
  };
  for (const key of secretOutputs) {
    const value = outputs[key];
    if (value !== undefined && value !== null) {
      outputs[key] = secret(value);
    }
  }
  return outputs;
}

/** A set of plain values is unknown as a whole when one of them is: it might be equal to another. */
function isUnknownSet(value: Wire, keeps: boolean): boolean {
  return (
    Array.isArray(value) &&
    value.every((item) => typeof item !== "object") &&
    (keeps ? value.length > 0 && value.every((item) => item === unknownValue) : value.includes(unknownValue))
  );
}
