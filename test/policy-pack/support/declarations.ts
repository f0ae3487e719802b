import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  createSourceFile,
  forEachChild,
  isInterfaceDeclaration,
  isPropertySignature,
  ScriptTarget,
} from "typescript";

/** The properties of every interface in a declaration file, each with the text of its type. */
function interfacesOf(file: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const source = createSourceFile(file, readFileSync(file, "utf8"), ScriptTarget.Latest, true);
  const found = new Map<string, ReadonlyMap<string, string>>();
  forEachChild(source, (node) => {
    if (isInterfaceDeclaration(node)) {
      const properties = node.members
        .filter(isPropertySignature)
        .map((member) => [member.name.getText(), member.type?.getText() ?? ""] as const);
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
  const declared = interfacesOf(join(folderOf(packageName), `${file}.d.ts`)).get(`${name}Args`);
  if (!declared) {
    throw new Error(`${packageName} declares no ${name}Args in ${file}.d.ts.`);
  }
  return [...declared].flatMap(([key, type]) => pathsOf(key, type));
}

function pathsOf(path: string, type: string): readonly string[] {
  const nested = inputs.get(/inputs\.(\w+)/.exec(type)?.[1] ?? "");
  const isList = /\[\]>?(?: \| undefined)?>?$/.test(type);
  return nested
    ? [...nested].flatMap(([key, inner]) => pathsOf(`${path}${isList ? "[]" : ""}.${key}`, inner))
    : [path];
}
