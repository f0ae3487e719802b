/** The type of a stack's root resource, which the engine leaves out of its children's URNs. */
export const rootStackType = "pulumi:pulumi:Stack";

/**
 * The URN that the engine gives a resource: `urn:pulumi:STACK::PROJECT::PARENT_TYPES$TYPE::NAME`.
 * (Pulumi's own mocks keep only the nearest parent's type, and the stack's.)
 */
export function urnOf(stack: string, project: string, parent: string, type: string, name: string): string {
  const parents = parent === "" ? "" : qualifiedType(parent);
  const qualified = parents === "" || parents === rootStackType ? type : `${parents}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** The types of a resource and of those above it, joined by `$`. */
export function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}

/** The resource's own name. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The package of a type: `linode` for `linode:index/vpc:Vpc`. */
export function packageOf(type: string): string {
  return type.startsWith("pulumi:providers:") ? "pulumi" : (type.split(":")[0] ?? "");
}
