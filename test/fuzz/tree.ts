/** A value that an earlier answer of the same story gave, such as an id: where it was, and what it was. */
export class Ref {
  constructor(
    /** The number of the request whose answer showed it. */
    readonly step: number,
    /** Where in that answer: `/data/3/id`. */
    readonly pointer: string,
    readonly value: string | number,
  ) {}
}

/** A request's body before it is sent: JSON whose ids still know where they come from. */
export type Tree =
  | null
  | boolean
  | number
  | string
  | Ref
  | readonly Tree[]
  | { readonly [key: string]: Tree };

/** One request of a story. */
export interface Request {
  /** Position in the story, from 0; kept while a story is shortened. */
  step: number;
  method: string;
  /** The path's parts, without version. */
  path: readonly (string | Ref)[];
  /** With its `?`, or empty. */
  query: string;
  headers: Readonly<Record<string, string>>;
  body: Tree | undefined;
  /** Sent as it is in the body's place. */
  raw?: string;
}

/** What a client gets. */
export interface Answer {
  status: number;
  contentType: string | null;
  /** Parsed if it is JSON, otherwise the text; undefined if there was none. */
  body: unknown;
}

/** A request with every reference replaced. */
export interface Concrete {
  method: string;
  /** With the query, without version. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | undefined;
}

/** Thrown when a story was shortened and an answer doesn't show any more what a later request needs. */
export class Unresolved extends Error {}

type Resolve = (ref: Ref) => string | number;

/** What a reference was when the story was first told. */
export const asTold: Resolve = (ref) => ref.value;

/** What a reference is in the answers of another telling. */
export function asAnswered(answers: ReadonlyMap<number, unknown>): Resolve {
  return (ref) => {
    const value = at(answers.get(ref.step), ref.pointer);
    if (typeof value !== "string" && typeof value !== "number") throw new Unresolved();
    return value;
  };
}

/** A request as it is sent. */
export function concrete(request: Request, resolve: Resolve): Concrete {
  const parts = request.path.map((part) => (part instanceof Ref ? encodeURIComponent(resolve(part)) : part));
  return {
    method: request.method,
    path: `/${parts.join("/")}${request.query}`,
    headers: request.headers,
    body:
      request.raw ?? (request.body === undefined ? undefined : JSON.stringify(plain(request.body, resolve))),
  };
}

function plain(tree: Tree, resolve: Resolve): unknown {
  if (tree instanceof Ref) return resolve(tree);
  if (Array.isArray(tree)) return tree.map((one) => plain(one, resolve));
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, plain(value, resolve)]));
}

/** A part of an answer by its JSON pointer. */
export function at(body: unknown, pointer: string): unknown {
  let value = body;
  for (const part of pointer.split("/").slice(1)) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
