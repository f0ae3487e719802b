import {
  createServer,
  get as httpGet,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { get as httpsGet } from "node:https";
import { pipeline } from "node:stream";
import { type AptMirror, aptMirror } from "../aptMirror";
import type { Place } from "../place";
import type { Service } from "./service";

/** The names by which hosts know Debian's archives. They have to resolve to the mirror's address. */
export const mirrorNames: readonly string[] = ["deb.debian.org", "security.debian.org"];

/** What hosts may be given: the two archives, and nothing else that this machine's mirror has. */
const archives: readonly (readonly [prefix: string, of: "debian" | "security"])[] = [
  ["/debian-security/", "security"],
  ["/debian/", "debian"],
];

/**
 * Debian's archives for the hosts of a world, over HTTP on port 80 of the address: what they ask for is fetched from where this
 * machine's apt gets it. Hosts check the archive's signatures as ever, so nothing here has to be trusted.
 */
export async function startMirror(place: Place, address: string): Promise<Service> {
  const upstream = await aptMirror();
  const server = createServer(mirrorOf(upstream));
  server.listen(await place.listen(address, 80));
  return {
    addresses: [address],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers requests for Debian's archives from there. */
export function mirrorOf(upstream: AptMirror): RequestListener {
  return (request, response) => {
    const url = upstreamUrl(upstream, request.url ?? "");
    if (request.method !== "GET" && request.method !== "HEAD")
      refuse(response, 405, "Only reading is possible.");
    else if (url === undefined) refuse(response, 404, "Only Debian's own archives are here.");
    else relay(upstream, url, request, response);
  };
}

/** Where the path is at this machine's mirror. The path is taken as it is, without anything that leads out of the archive. */
export function upstreamUrl(upstream: AptMirror, path: string): string | undefined {
  const found = archives.find(([prefix]) => path.startsWith(prefix));
  if (found === undefined || /(^|\/)\.\.?(\/|$)|%2e|%2f|[?#\\]/i.test(path)) return undefined;
  const [prefix, archive] = found;
  return `${upstream[archive]}/${path.slice(prefix.length)}`;
}

function relay({ proxy }: AptMirror, url: string, request: IncomingMessage, response: ServerResponse): void {
  const { range, "if-range": ifRange, "if-modified-since": since } = request.headers;
  const headers = Object.fromEntries(
    Object.entries({ range, "if-range": ifRange, "if-modified-since": since }).filter(([, value]) => value),
  );
  const asked = new URL(url);
  const options = { method: request.method ?? "GET", headers };
  const onAnswer = (answered: IncomingMessage) => {
    const { "transfer-encoding": _, connection: __, "keep-alive": ___, ...kept } = answered.headers;
    response.writeHead(answered.statusCode ?? 502, kept);
    // Either side may go away in the middle: then the other is ended too.
    pipeline(answered, response, () => {});
  };
  const outgoing =
    asked.protocol === "https:"
      ? httpsGet(asked, options, onAnswer)
      : proxy === undefined
        ? httpGet(asked, options, onAnswer)
        : httpGet(
            new URL(proxy),
            { ...options, path: url, headers: { ...headers, host: asked.host } },
            onAnswer,
          );
  outgoing.once("error", (error) => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, `This machine's mirror can't be reached: ${error.message}`);
  });
  response.once("close", () => outgoing.destroy());
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(`${text}\n`);
}
