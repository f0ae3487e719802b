import type { IncomingMessage } from "node:http";
import { decodePart } from "../core/pathParts";

/** An S3 request, taken apart: path style, so the bucket is the path's first part. */
export interface S3Request {
  method: string;
  /** The path as it was sent, which is what was signed. */
  path: string;
  bucket: string | undefined;
  key: string | undefined;
  query: ReadonlyMap<string, string[]>;
  /** The query as it was sent, without the question mark. */
  search: string;
  headers: Readonly<Record<string, string>>;
}

/** Takes a request apart. What can't be decoded stays as it came: its signature won't fit. */
export function readRequest(message: IncomingMessage): S3Request {
  const [path = "/", ...rest] = (message.url ?? "/").split("?");
  const search = rest.join("?");
  const [bucket, ...key] = path.replace(/^\//, "").split("/");
  const query = new Map<string, string[]>();
  for (const part of search.split("&").filter((one) => one !== "")) {
    const [name = "", ...value] = part.split("=");
    const list = query.get(decodePart(name)) ?? [];
    list.push(decodePart(value.join("=")));
    query.set(decodePart(name), list);
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(",") : value;
  }
  const joined = key.join("/");
  return {
    method: message.method ?? "GET",
    path,
    bucket: bucket === undefined || bucket === "" ? undefined : decodePart(bucket),
    key: joined === "" ? undefined : decodePart(joined),
    query,
    search,
    headers,
  };
}

/** An answer that S3 clients read as an error. */
export class S3Error extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "S3Error";
  }
}

/** Text as a path or a query carries it, and as it is signed: all but letters, digits and `-._~` is escaped. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Text as XML carries it. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A document with S3's namespace. */
export function xmlDocument(root: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;
}
