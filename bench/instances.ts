import { Client } from "./support/client";
import { fill, type Held, measure, operations } from "./support/fleet";
import { ratiosOf } from "./support/pairs";
import type { Bench } from "./support/part";
import { localCloud } from "./support/prism";
import { residentKiB } from "./support/processFigures";
import type { Entry } from "./support/result";
import { startServer } from "./support/server";

const few = 2_500;
const many = 10_000;

/** Starts a local cloud and makes as many Linodes in it; gives the memory that one of them takes. */
async function hold(root: string, count: number): Promise<Held & { kibibytesEach: number | undefined }> {
  const server = await startServer(localCloud(root), "/v4/regions");
  const client = new Client(server.url);
  const before = residentKiB(server.pid);
  const close = async (): Promise<void> => {
    client.close();
    await server.stop();
  };
  try {
    await fill(client, count);
  } catch (error) {
    await close();
    throw error;
  }
  const after = residentKiB(server.pid);
  const kibibytesEach = before === undefined || after === undefined ? undefined : (after - before) / count;
  return { client, pid: server.pid, count, close, kibibytesEach };
}

/** How what is asked of 10,000 Linodes grows from 2,500: four times as many may take four times as long. */
export async function benchInstances({ root, rounds, say }: Bench): Promise<Entry[]> {
  say(`makes ${few} and ${many} Linodes`);
  const smaller = await hold(root, few);
  const larger = await hold(root, many).catch(async (error) => {
    await smaller.close();
    throw error;
  });
  try {
    const entries: Entry[] = [];
    for (const operation of operations) {
      say(operation.name);
      const pairs: [number, number][] = [];
      for (let round = 0; round < rounds; round++) {
        pairs.push([await measure(operation, larger), await measure(operation, smaller)]);
      }
      entries.push({
        name: `${operation.name} of ${many} Linodes`,
        ratio: `to that of ${few}; linear is ${many / few}`,
        ...ratiosOf(pairs),
        unit: "ms",
        atMost: operation.atMost,
      });
    }
    return [...entries, memory(larger.kibibytesEach, smaller.kibibytesEach)];
  } finally {
    await Promise.all([smaller.close(), larger.close()]);
  }
}

function memory(larger: number | undefined, smaller: number | undefined): Entry {
  const name = `memory for each of ${many} Linodes`;
  if (larger === undefined || smaller === undefined) {
    return { name, reason: "this system doesn't tell it in /proc." };
  }
  const ratio = `to that for each of ${few}; linear is 1`;
  return { name, ratio, ...ratiosOf([[larger, smaller]]), unit: "KiB", atMost: 1 };
}
