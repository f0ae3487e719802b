import { type DeclaredArgument, declaredArguments } from "../policy-pack/support/declarations";

const known = new Map<string, ReadonlyMap<string, DeclaredArgument>>();

/** The arguments of a resource type by path, as its provider's package declares them; none for types without a package. */
export function argumentsOf(type: string): ReadonlyMap<string, DeclaredArgument> {
  const [, provider = "", file = "", name = ""] = /^(linode|random):index\/(\w+):(\w+)$/.exec(type) ?? [];
  const found =
    known.get(type) ??
    new Map(
      provider === ""
        ? []
        : declaredArguments(`@pulumi/${provider}`, file, name).map((argument) => [argument.path, argument]),
    );
  known.set(type, found);
  return found;
}

/** One argument of a resource type. */
export const argumentAt = (type: string, path: string): DeclaredArgument | undefined =>
  argumentsOf(type).get(path);
