import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { corrections } from "./corrections";
import { type ApiDocument, type Operation, openapiFolder, ApiDocument as Reader } from "./document";
import { isExcepted } from "./exceptions";
import { formats } from "./formats";
import { answerSchema, errorSchema, type Schema } from "./schema";

/** A request and what came back, as a client sees it. */
export interface Answered {
  method: string;
  /** Without version and query. */
  path: string;
  status: number;
  contentType: string | null;
  /** Parsed; undefined if there was none. */
  body: unknown;
}

/** What the document says against an answer. */
export interface Complaint {
  /** `GET /vpcs/{vpcId}` */
  operation: string;
  status: number;
  /** Where in the body: `data[].subnets[].ipv6`. Empty for the whole. */
  place: string;
  /** `unknown field`, `must be string, not null` … */
  what: string;
}

/** Judges answers against the API's document. */
export class Validator {
  private readonly ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    unicodeRegExp: false,
    allowUnionTypes: true,
    validateSchema: false,
    formats: { ...formats },
    logger: false,
  });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly errors = this.ajv.compile(errorSchema);

  constructor(readonly document: ApiDocument) {}

  /** Everything that the document says against an answer, less what `excuse` says is so at Linode. */
  judge(answered: Answered, excuse: (complaint: Complaint) => boolean = isExcepted): Complaint[] {
    const { method, path, status, body } = answered;
    const operation = this.document.find(method, path);
    const name = `${method} ${operation?.path ?? this.document.shapeOf(path) ?? shape(path)}`;
    const complain = (what: string, place = ""): Complaint => ({ operation: name, status, place, what });
    const complaints: Complaint[] = [];
    // No content, as `/profile/grants` answers the owner.
    if (status === 204 && operation?.answers.has("204")) {
      return body === undefined ? [] : [complain("an answer without content has a body")];
    }
    if (answered.contentType !== "application/json") {
      complaints.push(complain(`the content type must be application/json, not ${answered.contentType}`));
    }
    const validate = this.validatorOf(operation, status);
    if (validate === undefined) {
      return [
        ...complaints,
        complain(operation === undefined ? "not in the document" : "status not in the document"),
      ];
    }
    if (validate(body)) return complaints;
    const told = (error: ErrorObject): Complaint => complain(describe(error, body), placeOf(error));
    const errors = (validate.errors ?? []).filter(
      (error) => error.keyword === "anyOf" || !excuse(told(error)),
    );
    const unlike = new Map<string, Complaint>();
    for (const complaint of relevant(errors).map(told))
      unlike.set(`${complaint.place} ${complaint.what}`, complaint);
    return [...complaints, ...unlike.values()];
  }

  /** What the document, corrected, says of an operation's answers with a status; undefined where it says nothing. */
  schemaOf(operation: Operation, status: string): Schema | undefined {
    const node = operation.answers.get(status);
    const correction = corrections[`${operation.method} ${operation.path}`];
    const documented = node === undefined ? undefined : answerSchema(node);
    return correction === undefined ? documented : correction.correct(documented ?? {});
  }

  private validatorOf(operation: Operation | undefined, status: number): ValidateFunction | undefined {
    if (status >= 400) return this.errors;
    if (operation === undefined) return undefined;
    const key = `${operation.method} ${operation.path} ${status}`;
    const known = this.compiled.get(key);
    if (known !== undefined) return known;
    if (!operation.answers.has(String(status))) return undefined;
    const validate = this.ajv.compile(this.schemaOf(operation, String(status)) ?? {});
    this.compiled.set(key, validate);
    return validate;
  }
}

/** `GET /foo/7` as `/foo/{}`: for what the document doesn't have. */
function shape(path: string): string {
  return path.replace(/\/(\d+|[0-9.]+|[0-9a-f:]+:[0-9a-f:]*)(?=\/|$)/g, "/{}");
}

/**
 * Of an `anyOf` that nothing matched, the complaints of the branch that comes nearest: the others are about shapes that
 * were never meant.
 */
function relevant(errors: readonly ErrorObject[]): ErrorObject[] {
  // Inner choices first, so that an outer one counts only what is left of them.
  const choices = errors
    .filter((error) => error.keyword === "anyOf")
    .sort((a, b) => b.schemaPath.length - a.schemaPath.length);
  let rest = [...errors];
  for (const choice of choices) {
    const branches: ErrorObject[][] = (choice.schema as unknown[]).map((_, branch) =>
      rest.filter(
        (error) =>
          error.schemaPath.startsWith(`${choice.schemaPath}/${branch}/`) &&
          isBelow(error.instancePath, choice.instancePath),
      ),
    );
    const nearest = [...branches].sort((a, b) => a.length - b.length)[0] ?? [];
    const all = new Set(branches.flat());
    rest = rest.filter((error) => error !== choice && (!all.has(error) || nearest.includes(error)));
  }
  return rest;
}

function isBelow(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}

/** `data[].subnets[].ipv6` */
function placeOf(error: ErrorObject): string {
  const extra =
    error.keyword === "additionalProperties"
      ? `/${error.params.additionalProperty}`
      : error.keyword === "required"
        ? `/${error.params.missingProperty}`
        : "";
  return `${error.instancePath}${extra}`
    .split("/")
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? "[]" : `.${part}`))
    .join("")
    .replace(/^\./, "");
}

function describe(error: ErrorObject, body: unknown): string {
  if (error.keyword === "additionalProperties") return "unknown field";
  if (error.keyword === "required") return "missing field";
  const value = at(body, error.instancePath);
  if (error.keyword === "type")
    return `must be ${[error.params.type].flat().join(" or ")}, not ${typeOf(value)}`;
  if (error.keyword === "enum")
    return `must be one of ${some(error.params.allowedValues)}, not ${show(value)}`;
  return `${error.message ?? error.keyword}, not ${show(value)}`;
}

/** The first of a list that may be long. */
function some(values: readonly unknown[]): string {
  return values.length > 8
    ? `${values.slice(0, 5).join(", ")} and ${values.length - 5} more`
    : values.join(", ");
}

/** Values are cut, as some are long, and none is a secret that matters in a test. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function at(body: unknown, pointer: string): unknown {
  let value = body;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    value = (value as Record<string, unknown> | undefined)?.[name];
  }
  return value;
}

let shared: Validator | undefined;

/** The validator of this process; undefined where the document isn't. */
export function validator(): Validator | undefined {
  const folder = openapiFolder();
  if (shared === undefined && folder !== undefined) shared = new Validator(new Reader(folder));
  return shared;
}

/** One line for people. */
export function complaintText({ operation, status, place, what }: Complaint): string {
  return `${operation} answered ${status}${place === "" ? "" : `, ${place}`}: ${what}`;
}
