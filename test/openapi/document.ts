import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { projectRoot } from "../support/projectFiles";
import { type Undocumented, undocumented } from "./besideDocument";

/** A part of the document as it is written: OpenAPI 3.0, nothing left to resolve. */
export type Node = { readonly [key: string]: unknown };

/** One method of one path. */
export interface Operation {
  method: string;
  /** As the document writes it: `/vpcs/{vpcId}/subnets`. */
  path: string;
  /** Names of the path's variables, in order. */
  variables: readonly string[];
  /** Query parameters that a request must have. */
  requiredQuery: readonly string[];
  /** The request body's schema, where JSON is taken. */
  request: Node | undefined;
  /** Whether a request must have a body. */
  requestRequired: boolean;
  /** The answers' schemas by status (`200`, `default`); undefined where an answer has no JSON body. */
  answers: ReadonlyMap<string, Node | undefined>;
}

const methods = ["get", "post", "put", "delete"] as const;

/** Where the document is: `LINODE_OPENAPI_DIR`, or beside the project; undefined if it isn't there. */
export function openapiFolder(): string | undefined {
  const folder = process.env.LINODE_OPENAPI_DIR ?? join(projectRoot, "../shared/linode/openapi");
  return existsSync(join(folder, "linode.yaml")) ? folder : undefined;
}

/**
 * The API's document, one YAML file a group of paths. Only paths that are asked for are parsed: all of it takes seconds,
 * and most tests need a dozen.
 */
export class ApiDocument {
  private readonly texts = new Map<string, string>();
  private readonly parsed = new Map<string, readonly Operation[]>();
  private readonly shapes: { path: string; segments: readonly string[] }[] = [];

  constructor(folder: string) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) this.cut(folder, file);
    for (const { path } of undocumented) {
      if (!this.texts.has(path)) this.shapes.push({ path, segments: path.split("/").slice(1) });
      this.texts.set(path, this.texts.get(path) ?? "");
    }
    // Fixed parts win over variables, whatever the order in the files.
    this.shapes.sort((a, b) => (key(a.segments) < key(b.segments) ? -1 : 1));
  }

  /** Every path, as the document writes it; and those beside it. */
  paths(): string[] {
    return this.shapes.map(({ path }) => path);
  }

  /** The path that an address (without version and query) is one of. */
  shapeOf(address: string): string | undefined {
    const parts = address.split("/").slice(1);
    const fits = this.shapes.find(({ segments }) => matches(segments, parts));
    return (fits ?? this.shapes.find(({ segments }) => matches(segments, joined(segments, parts))))?.path;
  }

  /** The operation that a request is one of. */
  find(method: string, address: string): Operation | undefined {
    const path = this.shapeOf(address);
    return path === undefined ? undefined : this.operationsOf(path).find((one) => one.method === method);
  }

  /** What a path offers. */
  operationsOf(path: string): readonly Operation[] {
    const known = this.parsed.get(path);
    if (known !== undefined) return known;
    const item = (load(this.texts.get(path) ?? "") as { [path: string]: Node } | undefined)?.[path] ?? {};
    const operations = methods.flatMap((method) => {
      const node = item[method] as Node | undefined;
      return node === undefined ? [] : [readOperation(method, path, node, item)];
    });
    for (const one of undocumented) if (one.path === path) operations.push(this.beside(one));
    this.parsed.set(path, operations);
    return operations;
  }

  private beside({ method, path, like }: Undocumented): Operation {
    const [otherMethod = "", otherPath = ""] = like?.split(" ") ?? [];
    const other = this.operationsOf(otherPath).find((one) => one.method === otherMethod);
    return {
      method,
      path,
      variables: variablesOf(path),
      requiredQuery: other?.requiredQuery ?? [],
      request: undefined,
      requestRequired: false,
      answers: other?.answers ?? new Map([["200", undefined]]),
    };
  }

  /** Cuts a file into its paths, without parsing it: each begins a line with two spaces and a slash. */
  private cut(folder: string, file: string): void {
    const text = readFileSync(join(folder, file), "utf8");
    const end = text.search(/^components:/m);
    const body = text.slice(text.search(/^paths:/m) + "paths:".length, end === -1 ? undefined : end);
    for (const block of body.split(/^ {2}(?=\/)/m).slice(1)) {
      const path = block.slice(0, block.indexOf(":\n"));
      this.texts.set(path, `  ${block}`);
      this.shapes.push({ path, segments: path.split("/").slice(1) });
    }
  }
}

/** Sorts variables (`{`) behind every fixed part. */
function key(segments: readonly string[]): string {
  return segments.map((one) => (one.startsWith("{") ? "\uffff" : one)).join("/");
}

/** Kernels and public images have a slash in their names, which clients leave as it is. */
const withSlash = new Set(["{kernelId}", "{imageId}"]);

function joined(segments: readonly string[], parts: readonly string[]): readonly string[] {
  const at = segments.findIndex((one) => withSlash.has(one));
  return at === -1
    ? parts
    : [...parts.slice(0, at), parts.slice(at, at + 2).join("/"), ...parts.slice(at + 2)];
}

function matches(segments: readonly string[], parts: readonly string[]): boolean {
  return (
    parts.length === segments.length &&
    segments.every((segment, index) => segment.startsWith("{") || segment === parts[index])
  );
}

function readOperation(method: string, path: string, node: Node, item: Node): Operation {
  const parameters = [...list(item.parameters), ...list(node.parameters)];
  const body = node.requestBody as Node | undefined;
  return {
    method: method.toUpperCase(),
    path,
    variables: variablesOf(path),
    requiredQuery: parameters
      .filter((one) => one.in === "query" && one.required === true)
      .map((one) => String(one.name)),
    request: jsonSchema(body),
    requestRequired: body?.required === true,
    answers: new Map(
      Object.entries((node.responses ?? {}) as { [status: string]: Node }).map(([status, answer]) => [
        status,
        jsonSchema(answer),
      ]),
    ),
  };
}

function variablesOf(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? "");
}

function jsonSchema(holder: Node | undefined): Node | undefined {
  const content = holder?.content as { [type: string]: Node } | undefined;
  return content?.["application/json"]?.schema as Node | undefined;
}

function list(value: unknown): readonly Node[] {
  return Array.isArray(value) ? (value as Node[]) : [];
}
