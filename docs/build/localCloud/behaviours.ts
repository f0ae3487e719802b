import ts from "typescript";
import { choices, isNamed, isUse, LocalNames } from "./names";
import { notesBefore } from "./notes";
import type { Piece, Sources } from "./sources";
import { asFunction, type Bindings, Texts } from "./texts";

/** What some functions, and all that they call, can do. */
export interface Behaviours {
  /** Actions of jobs that they start, and of events that they record. */
  readonly actions: ReadonlySet<string>;
  /** What a region has to be able to do. */
  readonly capabilities: ReadonlySet<string>;
  /** What they answer requests that they refuse. */
  readonly refusals: ReadonlySet<string>;
  /** Settings of the local cloud that they look at. */
  readonly settings: ReadonlySet<string>;
  /** What their comments say about how Linode behaves. */
  readonly notes: ReadonlySet<string>;
}

type Found = { readonly [K in keyof Behaviours]: Set<string> };

/** Source to look at, as one call reaches it. */
interface Reached extends Piece {
  readonly bindings: Bindings;
}

const none: Bindings = new Map();

/** Whether a text is a complaint: a sentence, or what follows a field's name. */
const complaint = /^(?:[A-Z"“]|(?:[\w.…]+ ){1,2}(?:is|must|cannot|can't|not)\b).*\s.*[^?]$/;

/** Properties whose texts are complaints; those of others are shown in answers to requests that succeed. */
const said = new Set(["reason", "error"]);

/** Of every path with a variable in it, so it tells nothing of this one. */
const usual = "Not found";

/** Reads behaviours from the source of functions, and of what they call as far as it is the API's own. */
export class BehaviourReader {
  private readonly texts: Texts;
  private readonly locals = new LocalNames();

  constructor(
    private readonly sources: Sources,
    private readonly isOwn: (file: string) => boolean,
  ) {
    this.texts = new Texts(sources);
  }

  read(roots: readonly Piece[]): Behaviours {
    const found: Found = {
      actions: new Set(),
      capabilities: new Set(),
      refusals: new Set(),
      settings: new Set(),
      notes: new Set(),
    };
    const seen = new Map<ts.Node, Set<string>>();
    const open: Reached[] = roots.map((root) => ({ ...root, bindings: none }));
    for (let piece = open.pop(); piece !== undefined; piece = open.pop()) {
      const calls = seen.get(piece.node) ?? new Set();
      const key = JSON.stringify([...piece.bindings]);
      if (calls.has(key)) continue;
      seen.set(piece.node, calls.add(key));
      this.visit(piece.node, piece, found, open);
    }
    return found;
  }

  private visit(node: ts.Node, piece: Reached, found: Found, open: Reached[]): void {
    if (ts.isTypeNode(node)) return;
    if (!isShared(piece)) for (const note of notesBefore(node, piece.source)) found.notes.add(note);
    if (ts.isIdentifier(node)) this.follow(node, piece, open);
    if (ts.isPropertyAccessExpression(node) && isNamed(node.expression, "settings")) {
      found.settings.add(node.name.text);
    }
    const named = ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node) ? node : undefined;
    if (named?.initializer !== undefined && isNamed(named.name, "action")) {
      for (const action of choices(named.initializer)) found.actions.add(action);
    }
    if (ts.isCallExpression(node)) this.readArguments(node, piece, found);
    const text = this.texts.of(node, piece, piece.bindings);
    if (text !== undefined && isSentence(text) && this.isComplaint(node, piece)) found.refusals.add(text);
    node.forEachChild((child) => this.visit(child, piece, found, open));
  }

  /** Goes on with what a name stands for. */
  private follow(node: ts.Identifier, piece: Reached, open: Reached[]): void {
    if (!isUse(node) || this.locals.has(node)) return;
    const meaning = this.sources.meaningOf(node.text, piece);
    if (meaning === undefined || !this.isOwn(meaning.source.fileName) || isTable(meaning.node)) return;
    const { parent } = node;
    const isCalled = ts.isCallExpression(parent) && parent.expression === node;
    const bindings = isCalled ? this.texts.bind(meaning.node, parent, piece, piece.bindings) : none;
    open.push({ ...meaning, bindings });
  }

  /** What is given to parameters that are called `action` or `capability`. */
  private readArguments(call: ts.CallExpression, piece: Piece, found: Found): void {
    for (const [at, given] of call.arguments.entries()) {
      const name = this.parameterName(call, at, piece);
      if (name === "action") for (const one of choices(given)) found.actions.add(one);
      if (name === "capability") for (const one of choices(given)) found.capabilities.add(one);
    }
  }

  private parameterName(call: ts.CallExpression, at: number, piece: Piece): string | undefined {
    if (!ts.isIdentifier(call.expression)) return undefined;
    const callee = this.sources.meaningOf(call.expression.text, piece)?.node;
    return callee === undefined ? undefined : asFunction(callee)?.parameters[at]?.name.getText();
  }

  /** False for texts that requests that succeed show, and for what is said otherwise. */
  private isComplaint(node: ts.Node, piece: Piece): boolean {
    const { parent } = node;
    if (ts.isPropertyAssignment(parent)) return said.has(parent.name.getText());
    if (!ts.isCallExpression(parent)) return true;
    if (isNamed(parent.expression, "includes")) return false;
    const at = parent.arguments.indexOf(node as ts.Expression);
    return this.parameterName(parent, at, piece) !== "capability";
  }
}

function isSentence(text: string): boolean {
  return text !== usual && complaint.test(text) && !isName(text);
}

/** What regions and plans can do is named so: `Disk Encryption`. */
function isName(text: string): boolean {
  return text.split(" ").every((word) => /^[A-Z]/.test(word));
}

/** A part of the table itself: what names it looks something up, and does none of what it says. */
function isTable(node: ts.Node): boolean {
  if (!ts.isVariableDeclaration(node)) return false;
  const { type, initializer } = node;
  if (type?.getText() === "Section") return true;
  return (
    initializer !== undefined &&
    ts.isCallExpression(initializer) &&
    isNamed(initializer.expression, "defineResource")
  );
}

/** What all endpoints share tells of none. */
function isShared({ source }: Piece): boolean {
  return source.fileName.includes("/core/");
}
