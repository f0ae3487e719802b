import autocannon from "autocannon";

import { type Client, headers } from "./client";

/** A request that both servers are asked. */
export interface BenchRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  /** The body; made anew for each request, as some things may be made only once. */
  readonly body?: () => unknown;
}

const connections = 10;
const seconds = 2;
/** The most requests of one measurement, on whichever machine. */
const mostRequests = 50_000;

/**
 * Requests that the API's document lets Prism answer with 200 (to it, `X-Filter` and the body of `POST /linode/instances` are
 * wrong), on lists that hold one thing, as Prism's do.
 */
export function requestsAbout(instance: number): BenchRequest[] {
  let volumes = 0;
  return [
    { method: "GET", path: "/v4/regions" },
    { method: "GET", path: "/v4/linode/types" },
    { method: "GET", path: "/v4/linode/instances" },
    { method: "GET", path: `/v4/linode/instances/${instance}` },
    { method: "PUT", path: `/v4/linode/instances/${instance}`, body: () => ({ tags: ["bench"] }) },
    { method: "GET", path: "/v4/vpcs" },
    {
      method: "POST",
      path: "/v4/volumes",
      body: () => {
        volumes += 1;
        return { label: `bench-${volumes}`, region: "fr-par", size: 20 };
      },
    },
  ];
}

/** Asks each request once. @throws Error unless all are answered with 200 and JSON */
export async function checkAnswers(client: Client, requests: readonly BenchRequest[]): Promise<void> {
  for (const { method, path, body } of requests) {
    await client.ok(method, path, body === undefined ? {} : { body: body() });
  }
}

/** How many answers a second come to several connections that each ask again as soon as they are answered. */
export async function requestsPerSecond(url: string, { method, path, body }: BenchRequest): Promise<number> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    maxOverallRequests: mostRequests,
    requests: [
      {
        method,
        path,
        headers,
        ...(body === undefined
          ? {}
          : {
              setupRequest: (request: autocannon.Request) => ({ ...request, body: JSON.stringify(body()) }),
            }),
      },
    ],
  });
  const answered = result.statusCodeStats?.["200"]?.count ?? 0;
  const others = result["2xx"] + result.non2xx - answered;
  if (answered === 0 || others > 0 || result.errors > 0 || result.timeouts > 0) {
    const counts = `${others} answers of another status than 200, ${result.errors} errors, ${result.timeouts} timeouts`;
    throw new Error(`${method} ${url}${path}: ${answered} answers, ${counts}.`);
  }
  return answered / result.duration;
}
