import type { EvaluatedResource } from "../../engine/offline/resource";
import { unknownValue, type Wire } from "../../engine/offline/wire";

/** Resources without what differs for good reason: the provider's address, and how secrets are hidden. */
export function comparable(resources: readonly EvaluatedResource[]) {
  return resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(({ urn, type, custom, parent, inputs, options }) => ({
      urn,
      type,
      custom,
      parent,
      protect: options.protect,
      inputs: hidden(inputs),
    }))
    .sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

/** In events a secret has no value; the provider marks the whole property where a part of it is secret. */
function hidden(inputs: Readonly<Record<string, Wire>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      key,
      JSON.stringify(value).includes("1b47061264138c4ac30d75fd1eb44270")
        ? "[secret]"
        : value === unknownValue
          ? // A ticket is unknown and a secret: an event says the one, the offline way the other.
            key === "stackscriptData"
            ? "[secret]"
            : "[unknown]"
          : value,
    ]),
  );
}

/** The outputs of resources that do not exist yet, as rules about the whole stack see them; lists by their length only. */
export function plannedOf(resources: readonly EvaluatedResource[]) {
  return Object.fromEntries(
    resources
      .filter(({ type }) => /^(linode|random):/.test(type))
      .map(({ urn, outputs }) => [
        urn,
        Object.fromEntries(
          Object.entries(hidden(outputs)).map(([key, value]) => [
            key,
            Array.isArray(value) ? value.length : value,
          ]),
        ),
      ])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}
