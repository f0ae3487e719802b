import { ratiosOf } from "./support/pairs";
import type { Bench } from "./support/part";
import { prepareContest } from "./support/prism";
import type { Entry } from "./support/result";
import { type ServerCommand, startServer } from "./support/server";

const name = "start-up of the local cloud";
const firstPath = "/v4/regions";

async function secondsOf(command: ServerCommand): Promise<number> {
  const server = await startServer(command, firstPath);
  await server.stop();
  return server.startSeconds;
}

/** From the start of the process to the first answer: the local cloud against Prism with the API's whole document. */
export async function benchStartUp(bench: Bench): Promise<Entry[]> {
  const contest = prepareContest(bench);
  if ("reason" in contest) return [{ name, reason: contest.reason }];
  const measure = async (): Promise<[number, number]> => [
    await secondsOf(contest.local),
    await secondsOf(contest.prism),
  ];
  bench.say("one start of each that is not counted");
  await measure();
  const pairs: [number, number][] = [];
  for (let round = 1; round <= bench.rounds; round++) {
    bench.say(`round ${round} of ${bench.rounds}`);
    pairs.push(await measure());
  }
  return [
    {
      name,
      ratio: `to Prism's with the API's document, up to GET ${firstPath} answered with 200`,
      ...ratiosOf(pairs),
      unit: "s",
      atMost: 0.1,
    },
  ];
}
