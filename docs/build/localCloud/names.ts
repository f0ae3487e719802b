import ts from "typescript";

/** Whether an expression is, or ends in, a name. */
export function isNamed(node: ts.Node, name: string): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === name;
  return ts.isIdentifier(node) && node.text === name;
}

/** Whether an identifier is a value that is used, not the name of a property or of what is declared. */
export function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) return parent.initializer === node;
  return !ts.isFunctionDeclaration(parent);
}

/** Names that are declared between their use and the top of the file. */
export class LocalNames {
  private readonly known = new WeakMap<ts.Node, ReadonlySet<string>>();

  has(node: ts.Identifier): boolean {
    for (let outer: ts.Node = node.parent; !ts.isSourceFile(outer); outer = outer.parent) {
      if (ts.isFunctionLike(outer) && this.of(outer).has(node.text)) return true;
    }
    return false;
  }

  private of(scope: ts.Node): ReadonlySet<string> {
    const known = this.known.get(scope);
    if (known !== undefined) return known;
    const names = new Set<string>();
    const visit = (node: ts.Node): void => {
      const declares = ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node);
      if (declares && ts.isIdentifier(node.name)) names.add(node.name.text);
      node.forEachChild(visit);
    };
    scope.forEachChild(visit);
    this.known.set(scope, names);
    return names;
  }
}

/** The texts that an expression may be: one, or those of both branches of a choice, also by way of a local constant. */
export function choices(node: ts.Expression): string[] {
  if (ts.isConditionalExpression(node)) return [...choices(node.whenTrue), ...choices(node.whenFalse)];
  if (ts.isIdentifier(node)) {
    const initializer = localInitializer(node);
    return initializer === undefined ? [] : choices(initializer);
  }
  return ts.isStringLiteral(node) ? [node.text] : [];
}

/** What a constant of the same function is set to. */
function localInitializer(use: ts.Identifier): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && isNamed(node.name, use.text) && node.initializer !== use) {
      found = node.initializer;
    }
    node.forEachChild(visit);
  };
  for (
    let outer: ts.Node = use.parent;
    !ts.isSourceFile(outer) && found === undefined;
    outer = outer.parent
  ) {
    if (ts.isFunctionLike(outer)) outer.forEachChild(visit);
  }
  return found;
}
