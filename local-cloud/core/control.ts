import type { IncomingMessage } from "node:http";
import { type ControlOptions, type ControlPath, controlPaths } from "./controlPaths";
import { ApiError, invalid, notFound } from "./errors";
import type { Destination } from "./incoming";
import { isLoopback } from "./listen";
import { decodePart } from "./pathParts";

export type { ControlOptions } from "./controlPaths";

/** Answers the paths below `/_local`: from this machine only, and from no web page. */
export async function answerControl(
  options: ControlOptions,
  request: IncomingMessage,
  to: Destination,
  text: string,
): Promise<{ status: number; body: unknown }> {
  const { origin, host = "" } = request.headers;
  if (!isLoopback(request.socket.remoteAddress ?? "") || origin !== undefined || !isOwnName(host)) {
    throw new ApiError(403, [{ reason: "The control paths answer to this machine only." }]);
  }
  const method = request.method === "HEAD" ? "GET" : request.method;
  const { path, name } = find(method ?? "", to.path.replace(/\/$/, ""));
  let body: unknown = {};
  try {
    if (text.trim() !== "") body = JSON.parse(text);
  } catch {
    throw invalid("Invalid JSON");
  }
  return { status: 200, body: await path.run({ ...options, body, query: to.query, name }) };
}

function find(method: string, asked: string): { path: ControlPath; name: string } {
  const parts = asked.split("/");
  const there = controlPaths.filter(({ path }) => {
    const wanted = path.split("/");
    return (
      wanted.length === parts.length &&
      wanted.every((part, index) => part.startsWith(":") || part === parts[index])
    );
  });
  const path = there.find((one) => one.method === method);
  if (path !== undefined)
    return { path, name: path.path.includes(":") ? decodePart(parts.at(-1) ?? "") : "" };
  if (there.length === 0) throw notFound();
  const Allow = there.map((one) => one.method).join(", ");
  throw new ApiError(405, [{ reason: `${asked} takes ${Allow}; see GET /_local` }], { Allow });
}

/** An address or `localhost`: a web page that had its own name point at this machine shows itself by that name. */
function isOwnName(host: string): boolean {
  const name = host.replace(/:\d+$/, "");
  return name === "" || name === "localhost" || /^(\d+\.){3}\d+$/.test(name) || name.startsWith("[");
}
