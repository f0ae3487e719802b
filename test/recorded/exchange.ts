import type { Exchange } from "./cassette";
import { isObject, type JsonObject, parseJson } from "./json";

/** Reads one interaction; gives the reason if it can't be judged. */
export function readExchange(interaction: unknown, number: number): Exchange | string {
  if (!isObject(interaction)) return "it is neither a request nor an answer";
  const { request, response } = interaction;
  if (!isObject(request)) return "it has no request";
  if (!isObject(response)) return "it has no answer";
  const address = readAddress(request);
  if (address === undefined) return `its address is not usable: ${JSON.stringify(request.url ?? null)}`;
  const status = readStatus(response);
  if (status === undefined) return "its answer has no status";
  const expires = header(response, "expires");
  const date = expires === undefined ? undefined : new Date(expires);
  return {
    number,
    // What Go means by none.
    method: textOf(request.method).toUpperCase() || "GET",
    ...address,
    filter: header(request, "x-filter"),
    body: readBody(request),
    status,
    contentType: header(response, "content-type"),
    scope: header(response, "x-accepted-oauth-scopes"),
    date: date === undefined || Number.isNaN(date.getTime()) ? undefined : date,
    answer: readBody(response),
  };
}

const ownPorts: Readonly<Record<string, string>> = { http: "80", https: "443" };

function readAddress(request: JsonObject): Pick<Exchange, "host" | "version" | "path" | "query"> | undefined {
  const parts = /^(?:(https?):\/\/([^/?#]+))?(\/[^?#]*)?(\?[^#]*)?(?:#.*)?$/i.exec(textOf(request.url));
  const [, scheme = "https", named, path = "/", query = ""] = parts ?? [];
  const authority = named ?? textOf(request.host);
  if (parts === null || authority === "" || (named === undefined && parts[3] === undefined)) return undefined;
  const [name = "", port] = authority
    .toLowerCase()
    .replace(/^.*@/, "")
    .split(/:(?=\d+$)/);
  const host = port === undefined || port === ownPorts[scheme.toLowerCase()] ? name : `${name}:${port}`;
  const version = /^\/(v\d+[a-z]*)(?=\/|$)/.exec(path)?.[1];
  const rest = version === undefined ? path : path.slice(version.length + 1);
  return {
    host,
    version: version ?? "v4beta",
    path: rest === "" ? "/" : rest,
    query: query === "?" ? "" : query,
  };
}

function readStatus({ code, status }: JsonObject): number | undefined {
  const number = Number.parseInt(textOf(code) || textOf(status), 10);
  return number >= 100 && number < 600 ? number : undefined;
}

function readBody({ body }: JsonObject): unknown {
  const text = textOf(body);
  return text === "" ? undefined : (parseJson(text) ?? text);
}

function header({ headers }: JsonObject, name: string): string | undefined {
  if (!isObject(headers)) return undefined;
  for (const [key, values] of Object.entries(headers)) {
    const value: unknown = Array.isArray(values) ? values[0] : values;
    if (key.toLowerCase() === name && value != null) return textOf(value);
  }
  return undefined;
}

/** What a recorder without care for types may have written in place of text. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
