import { Client } from "./support/client";
import { ratiosOf } from "./support/pairs";
import type { Bench } from "./support/part";
import { prepareContest } from "./support/prism";
import { checkAnswers, requestsAbout, requestsPerSecond } from "./support/requests";
import type { Entry, Result } from "./support/result";
import { startServer } from "./support/server";

const firstPath = "/v4/regions";

/** One Linode and one VPC, so that lists hold what Prism's hold; gives the Linode's id. */
async function fill(client: Client): Promise<number> {
  const instance = { region: "fr-par", type: "g6-nanode-1", label: "bench" };
  await client.ok("POST", "/v4/vpcs", { body: { region: "fr-par", label: "bench" } });
  return (await client.ok<{ id: number }>("POST", "/v4/linode/instances", { body: instance })).json.id;
}

/** How many requests a second the local cloud answers, to how many Prism does: the same ones, in turn. */
export async function benchThroughput(bench: Bench): Promise<Entry[]> {
  const contest = prepareContest(bench);
  if ("reason" in contest) return [{ name: "throughput of the local cloud", reason: contest.reason }];
  const local = await startServer(contest.local, firstPath);
  const prism = await startServer(contest.prism, firstPath).catch(async (error) => {
    await local.stop();
    throw error;
  });
  const clients = [new Client(local.url), new Client(prism.url)] as const;
  try {
    const requests = requestsAbout(await fill(clients[0]));
    for (const client of clients) await checkAnswers(client, requests);
    const results: Result[] = [];
    for (const request of requests) {
      const name = `${request.method} ${request.path.replace(/\d+$/, "ID")}`;
      bench.say(`${name}, ${bench.rounds} rounds`);
      const pairs: [number, number][] = [];
      for (let round = 0; round < bench.rounds; round++) {
        pairs.push([
          await requestsPerSecond(local.url, request),
          await requestsPerSecond(prism.url, request),
        ]);
      }
      const ratio = "requests a second, to Prism's with the API's document";
      results.push({ name, ratio, ...ratiosOf(pairs), unit: "requests/s", atLeast: 5 });
    }
    return results;
  } finally {
    for (const client of clients) client.close();
    await Promise.all([local.stop(), prism.stop()]);
  }
}
