/** How Pulumi writes special values on the wire. Constants of the engine's protocol (sdk/go/common/resource/properties.go). */

/** A value that is not known before the resource exists. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** A value on the wire: JSON with the special objects above. */
export type Wire = null | boolean | number | string | readonly Wire[] | { readonly [key: string]: Wire };
/** The properties of a resource on the wire. */
export type WireMap = { readonly [key: string]: Wire };

export function isMap(value: Wire | undefined): value is WireMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: Wire | undefined): value is WireMap {
  return isMap(value) && value[signature] === secretSignature;
}

/** Marks a value as secret, once. */
export function secret(value: Wire): Wire {
  return isSecret(value) ? value : { [signature]: secretSignature, value };
}

/** True when the value, or anything in it, is unknown. */
export function hasUnknown(value: Wire | undefined): boolean {
  if (value === unknownValue) {
    return true;
  }
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** True when the value, or anything in it, is secret. */
export function hasSecret(value: Wire | undefined): boolean {
  return (
    isSecret(value) || (typeof value === "object" && value !== null && Object.values(value).some(hasSecret))
  );
}

/** Takes secrets out of their wrapping. What comes back may be shown to no one. */
export function reveal(value: Wire): Wire {
  return map(value, (special) => reveal(special.value ?? null));
}

/** Replaces every secret by `[secret]` and every unknown by `[unknown]`, for people and files. */
export function redact(value: Wire): Wire {
  return value === unknownValue ? "[unknown]" : map(value, () => "[secret]", redact);
}

/** Replaces a reference to a resource by its id, or its URN where it has none: what a policy is given by the engine. */
export function withoutReferences(value: Wire): Wire {
  if (isMap(value) && value[signature] === resourceSignature) {
    return "id" in value ? value.id || unknownValue : (value.urn ?? null);
  }
  if (Array.isArray(value)) {
    return value.map(withoutReferences);
  }
  return isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutReferences(item)]))
    : value;
}

function map(
  value: Wire,
  onSecret: (special: WireMap) => Wire,
  next = (item: Wire) => map(item, onSecret),
): Wire {
  if (isSecret(value)) {
    return onSecret(value);
  }
  if (Array.isArray(value)) {
    return value.map(next);
  }
  return isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, next(item)]))
    : value;
}
