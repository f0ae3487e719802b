import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { Place } from "./locate";

/** A piece of source, and the file that it is in. */
export interface Piece {
  readonly node: ts.Node;
  readonly source: ts.SourceFile;
}

/** What a name at the top of a file stands for: something written there, or another file's. */
type Meaning = { readonly node: ts.Node } | { readonly from: string; readonly name: string };

/** Source files and what their names mean; only relative imports are followed. */
export class Sources {
  private readonly files = new Map<string, { source: ts.SourceFile; names: Map<string, Meaning> }>();

  /** The innermost function at a place. */
  functionAt({ file, line, column }: Place): Piece {
    const { source } = this.open(file);
    const position = source.getPositionOfLineAndCharacter(line, column);
    let found: ts.Node | undefined;
    const visit = (node: ts.Node): void => {
      if (position < node.getStart(source) || position >= node.end) return;
      if (ts.isFunctionLike(node)) found = node;
      node.forEachChild(visit);
    };
    visit(source);
    if (found === undefined) throw new Error(`There is no function at ${file}:${line + 1}:${column + 1}.`);
    return { node: found, source };
  }

  /** What a name used in a file stands for, if that is written at the top of a file. */
  meaningOf(name: string, { source }: Piece): Piece | undefined {
    const meaning = this.open(source.fileName).names.get(name);
    if (meaning === undefined) return undefined;
    if ("node" in meaning) return { node: meaning.node, source };
    const { source: other } = this.open(meaning.from);
    return this.meaningOf(meaning.name, { node: other, source: other });
  }

  private open(file: string): { source: ts.SourceFile; names: Map<string, Meaning> } {
    const known = this.files.get(file);
    if (known !== undefined) return known;
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2023, true);
    const names = new Map<string, Meaning>();
    const opened = { source, names };
    this.files.set(file, opened);
    for (const statement of source.statements) addNames(statement, source.fileName, names);
    return opened;
  }
}

function addNames(statement: ts.Statement, file: string, names: Map<string, Meaning>): void {
  if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
    names.set(statement.name.text, { node: statement });
  } else if (ts.isVariableStatement(statement)) {
    for (const one of statement.declarationList.declarations) {
      if (ts.isIdentifier(one.name)) names.set(one.name.text, { node: one });
    }
  } else if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
    const from = fileOf(statement.moduleSpecifier.text, file);
    const bindings = statement.importClause?.namedBindings;
    if (from === undefined || bindings === undefined || !ts.isNamedImports(bindings)) return;
    for (const { name, propertyName } of bindings.elements) {
      names.set(name.text, { from, name: (propertyName ?? name).text });
    }
  }
}

function fileOf(specifier: string, importer: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const path = join(dirname(importer), specifier);
  return [`${path}.ts`, join(path, "index.ts")].find((file) => existsSync(file));
}
