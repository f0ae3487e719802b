import ts from "typescript";
import type { Piece, Sources } from "./sources";

/** What parameters stand for, where a call gave them texts or numbers. */
export type Bindings = ReadonlyMap<string, string>;

/** Works out texts from expressions: literals, constants, and parameters as a call gave them. */
export class Texts {
  constructor(private readonly sources: Sources) {}

  /** A text as it is said, with … for what isn't known before it is said. */
  of(node: ts.Node, piece: Piece, bindings: Bindings): string | undefined {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
    if (!ts.isTemplateExpression(node)) return undefined;
    const spans = node.templateSpans.map(
      ({ expression, literal }) => (this.valueOf(expression, piece, bindings) ?? "…") + literal.text,
    );
    return node.head.text + spans.join("");
  }

  /** What the parameters of a function that is called stand for. */
  bind(callee: ts.Node, call: ts.CallExpression, piece: Piece, bindings: Bindings): Bindings {
    const own = new Map<string, string>();
    const { parameters } = asFunction(callee) ?? {};
    for (const [at, { name, initializer }] of (parameters ?? []).entries()) {
      const given = call.arguments[at] ?? initializer;
      const value = given === undefined ? undefined : this.valueOf(given, piece, bindings);
      if (value !== undefined && ts.isIdentifier(name)) own.set(name.text, value);
    }
    return own;
  }

  /** The text or number that an expression is known to be. */
  private valueOf(node: ts.Expression, piece: Piece, bindings: Bindings): string | undefined {
    if (ts.isNumericLiteral(node)) return node.text.replaceAll("_", "");
    if (ts.isStringLiteral(node)) return node.text;
    if (ts.isIdentifier(node)) return bindings.get(node.text) ?? this.constant(node.text, undefined, piece);
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      return this.constant(node.expression.text, node.name.text, piece);
    }
    return undefined;
  }

  /** A constant at the top of a file, or one property of it. */
  private constant(name: string, property: string | undefined, piece: Piece): string | undefined {
    const meaning = this.sources.meaningOf(name, piece);
    if (meaning === undefined || !ts.isVariableDeclaration(meaning.node)) return undefined;
    const whole = bare(meaning.node.initializer);
    if (property === undefined) return whole && this.valueOf(whole, meaning, new Map());
    if (whole === undefined || !ts.isObjectLiteralExpression(whole)) return undefined;
    const found = whole.properties.find((one) => one.name !== undefined && one.name.getText() === property);
    return found !== undefined && ts.isPropertyAssignment(found)
      ? this.valueOf(found.initializer, meaning, new Map())
      : undefined;
  }
}

/** The function that a declaration is, also where a constant holds it. */
export function asFunction(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  if (ts.isFunctionDeclaration(node)) return node;
  const value = ts.isVariableDeclaration(node) ? bare(node.initializer) : undefined;
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))
    ? value
    : undefined;
}

/** Without `as const` and the like. */
function bare(node: ts.Expression | undefined): ts.Expression | undefined {
  return node !== undefined && (ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    ? bare(node.expression)
    : node;
}
