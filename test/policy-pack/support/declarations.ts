import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  createSourceFile,
  forEachChild,
  isInterfaceDeclaration,
  isPropertySignature,
  ScriptTarget,
} from "typescript";

interface Declared {
  /** The text of its type. */
  readonly type: string;
  readonly required: boolean;
}

/** The properties of every interface in a declaration file. */
function interfacesOf(file: string): ReadonlyMap<string, ReadonlyMap<string, Declared>> {
  const source = createSourceFile(file, readFileSync(file, "utf8"), ScriptTarget.Latest, true);
  const found = new Map<string, ReadonlyMap<string, Declared>>();
  forEachChild(source, (node) => {
    if (isInterfaceDeclaration(node)) {
      const properties = node.members.filter(isPropertySignature).map((member) => {
        const declared = {
          type: member.type?.getText() ?? "",
          required: member.questionToken === undefined,
        };
        return [member.name.getText(), declared] as const;
      });
      found.set(node.name.text, new Map(properties));
    }
  });
  return found;
}

const folderOf = (packageName: string) => dirname(require.resolve(`${packageName}/package.json`));
const inputs = interfacesOf(join(folderOf("@pulumi/linode"), "types/input.d.ts"));

/**
 * Every argument path of a class in an installed provider package, such as `interfaces[].ipv4.nat11`, read from its
 * declarations and from those of the types that they name.
 */
export function argumentPaths(packageName: string, file: string, name: string): readonly string[] {
  return declaredArguments(packageName, file, name)
    .filter(({ isGroup }) => !isGroup)
    .map(({ path }) => path);
}

/** An argument as its provider declares it. */
export interface DeclaredArgument {
  readonly path: string;
  /** What one of its values is; of a list, what its items are. */
  readonly kind: "boolean" | "number" | "string" | "other";
  readonly isList: boolean;
  /** Has arguments of its own. */
  readonly isGroup: boolean;
  readonly required: boolean;
}

/** Every argument of a class in an installed provider package, those with arguments of their own too. */
export function declaredArguments(
  packageName: string,
  file: string,
  name: string,
): readonly DeclaredArgument[] {
  const declared = interfacesOf(join(folderOf(packageName), `${file}.d.ts`)).get(`${name}Args`);
  if (!declared) {
    throw new Error(`${packageName} declares no ${name}Args in ${file}.d.ts.`);
  }
  return [...declared].flatMap(([key, argument]) => below(key, argument));
}

function below(path: string, { type, required }: Declared): readonly DeclaredArgument[] {
  const nested = inputs.get(/inputs\.(\w+)/.exec(type)?.[1] ?? "");
  const isList = /\[\]>?(?: \| undefined)?>?$/.test(type);
  const kind =
    (["boolean", "number", "string"] as const).find((word) => type.includes(`<${word}>`)) ?? "other";
  const parts = [...(nested ?? [])].flatMap(([key, inner]) =>
    below(`${path}${isList ? "[]" : ""}.${key}`, inner),
  );
  return [{ path, kind, isList, isGroup: nested !== undefined, required }, ...parts];
}
