import type { Rule, Scope } from "eslint";
import type { CallExpression, Node } from "estree";

/** Functions whose first argument is a path or a command, by the module that exports them. */
const sinks: Readonly<Record<string, RegExp>> = {
  fs: /^(access|appendFile|chmod|chown|copyFile|cp|createReadStream|createWriteStream|exists|lstat|mkdir|open|opendir|readdir|readFile|rename|rm|rmdir|stat|truncate|unlink|utimes|writeFile)(Sync)?$/,
  child_process: /^(exec|execFile|spawn|fork)(Sync)?$/,
  vm: /^(runIn\w+|compileFunction|Script)$/,
};

/** What a request carries from outside, as properties of the request, its URL or its context. */
const outside = /^(url|originalUrl|pathname|search|searchParams|query|params|body|headers|hash)$/;

/** Functions whose result is as dangerous as what goes in. Any other function is taken to clean what it is given. */
const passes =
  /^(join|resolve|normalize|decodeURI|decodeURIComponent|String|URL|slice|substring|replace|replaceAll|trim|toString|concat|get|at|split|pop|shift|toLowerCase)$/;

type Source = Scope.Scope;

/**
 * Reports data of a request that reaches a file path, a command or a script within one function: path traversal and
 * command injection. It follows constants, templates, concatenation and the functions in `passes`; a function of our
 * own that checks the data, `basename` and comparisons with a table end the trail.
 */
export const requestData: Rule.RuleModule = {
  meta: {
    type: "problem",
    docs: { description: "Keep request data out of paths, commands and scripts." },
    messages: {
      reaches:
        "Data from a request reaches {{name}} unchecked. Look it up in a table, take its basename, or let a function check it.",
    },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    const check = (node: CallExpression | (Node & { type: "NewExpression" })) => {
      const name = calleeName(node.callee as Node);
      const first = node.arguments[0];
      if (name === undefined || first === undefined || !isSink(name) || isOrdinaryExec(node.callee as Node))
        return;
      if (comesFromOutside(first, sourceCode.getScope(node), new Set())) {
        context.report({ node, messageId: "reaches", data: { name } });
      }
    };
    return { CallExpression: check, NewExpression: check };
  },
};

function isSink(name: string): boolean {
  return Object.values(sinks).some((functions) => functions.test(name));
}

/** Regular expressions have an `exec` too: as a method, only that of the module counts. */
function isOrdinaryExec(callee: Node): boolean {
  if (callee.type !== "MemberExpression" || calleeName(callee) !== "exec") return false;
  return !(callee.object.type === "Identifier" && /^(child_?process|cp)$/i.test(callee.object.name));
}

/** `readFile` of `readFile(…)`, `fs.readFile(…)` and `fs.promises.readFile(…)`. */
function calleeName(callee: Node): string | undefined {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type === "MemberExpression" && callee.property.type === "Identifier")
    return callee.property.name;
  return undefined;
}

function comesFromOutside(node: Node, scope: Source, seen: Set<Node>): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  const any = (...nodes: readonly (Node | null | undefined)[]) =>
    nodes.some((each) => each !== null && each !== undefined && comesFromOutside(each, scope, seen));
  // The parser's own node types (casts, `!`) are not in estree; each wraps one expression.
  const wrapped = (node as { expression?: Node }).expression;
  switch (node.type) {
    case "MemberExpression": {
      if (node.object.type === "MetaProperty") return false;
      if (node.property.type === "Identifier" && !node.computed && outside.test(node.property.name)) {
        return !(node.object.type === "NewExpression" && !any(node.object));
      }
      return any(node.object);
    }
    case "Identifier":
      return declarations(node.name, scope).some((each) => any(each));
    case "CallExpression":
    case "NewExpression": {
      const name = calleeName(node.callee as Node);
      if (name === undefined || !passes.test(name)) return false;
      return any(...node.arguments, node.callee.type === "MemberExpression" ? node.callee.object : undefined);
    }
    case "TemplateLiteral":
      return any(...node.expressions);
    case "BinaryExpression":
      return node.operator === "+" && any(node.left as Node, node.right);
    case "LogicalExpression":
      return any(node.left, node.right);
    case "ConditionalExpression":
      return any(node.consequent, node.alternate);
    case "ArrayExpression":
      return any(...node.elements);
    case "SpreadElement":
    case "AwaitExpression":
      return any(node.argument);
    default:
      return any(wrapped);
  }
}

/** What a variable is declared with. `const { pathname } = …` counts as reading that property. */
function declarations(name: string, scope: Source): Node[] {
  let current: Source | null = scope;
  while (current !== null) {
    const variable = current.set.get(name);
    if (variable) return variable.defs.flatMap(({ node }) => initialisers(node as Node, name));
    current = current.upper;
  }
  return [];
}

function initialisers(node: Node, name: string): Node[] {
  if (node.type !== "VariableDeclarator" || !node.init) return [];
  if (node.id.type !== "ObjectPattern") return [node.init];
  const object = node.init;
  if (!outside.test(name)) return [object];
  const property: Node = { type: "Identifier", name };
  return [{ type: "MemberExpression", object, property, computed: false, optional: false }];
}
