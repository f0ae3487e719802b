import { describe, expect, it } from "vitest";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../../local-cloud";
import { isObject } from "../../local-cloud/core/json";
import { unjudged } from "../openapi/hook";
import { validator } from "../openapi/validator";
import { type Between, withBetween } from "./between";
import { type FuzzOptions, type FuzzResult, fuzz, report } from "./fuzz";

const skipped = unjudged === undefined ? "" : ` (skipped: ${unjudged})`;

/** Minutes, on a machine that is busy with other things. */
const long = { timeout: 600_000 };

async function run(options: Partial<FuzzOptions>): Promise<FuzzResult> {
  const judge = validator();
  if (judge === undefined) throw new Error("The API's document isn't there.");
  return fuzz(judge, { requests: 800, seed: 7, shortened: 0, ...options });
}

/** Faults, where they are planted, and how they are called when they are found. */
const planted: readonly [what: string, plant: Between, key: string][] = [
  [
    "a 500",
    ({ method, path }) =>
      method === "GET" && path === "/volumes"
        ? { status: 500, body: { errors: [{ reason: "Internal Server Error" }] } }
        : undefined,
    "500 GET /volumes",
  ],
  [
    "an undocumented field",
    ({ method, path, status, body }) =>
      method === "POST" && path === "/vpcs" && status === 200 && isObject(body)
        ? { body: { ...body, colour: "red" } }
        : undefined,
    "POST /vpcs 200 colour unknown field",
  ],
  [
    "a field of another type, deep inside",
    ({ method, path, body }) =>
      method === "GET" && path === "/linode/types" && isObject(body)
        ? {
            body: {
              ...body,
              data: [{ id: "g6-nanode-1", addons: { backups: { price: { monthly: "2" } } } }],
            },
          }
        : undefined,
    "GET /linode/types 200 data[].addons.backups.price.monthly must be number",
  ],
  [
    "an error that isn't like Linode's",
    ({ status }) => (status === 404 ? { body: { message: "Not found" } } : undefined),
    "404 errors missing field",
  ],
  [
    "a success where there was none",
    ({ method, path, status }) =>
      method === "POST" && path === "/linode/instances" && status === 400 ? { status: 201 } : undefined,
    "POST /linode/instances 201  status not in the document",
  ],
  [
    "a state that contradicts itself",
    ({ method, path, body }, { store }) => {
      if (method === "POST" && path === "/volumes" && isObject(body) && typeof body.id === "number") {
        store.transaction(() => store.patch("volume", Number(body.id), { linode_id: 999_999 }));
      }
      return undefined;
    },
    "contradiction: volume.linode_id is the id of an existing instance",
  ],
];

describe.skipIf(unjudged !== undefined)(`the fuzz of the local cloud${skipped}`, () => {
  it("finds nothing in 10,000 requests of every kind", long, async () => {
    const result = await run({ requests: 10_000, seed: 20_261_124, storyLength: 400 });
    expect(result.findings, report(result)).toEqual([]);
    expect(result.requests).toBeGreaterThanOrEqual(10_000);
    // It only says something if most endpoints were made to work, and most requests were meant well.
    const all = result.reached.length + result.unreached.length;
    expect(result.reached.length / all).toBeGreaterThan(0.85);
    expect((result.statuses.get(200) ?? 0) / result.requests).toBeGreaterThan(0.5);
  });

  it.each(planted)("finds %s", long, async (_, plant, key) => {
    const { findings } = await run({ start: withBetween(plant) });
    expect(findings.map((one) => one.key)).toContainEqual(expect.stringContaining(key));
  });

  it("finds that an answer never comes", long, async () => {
    const hang: Between = ({ method, path }) => (method === "POST" && path === "/vpcs" ? "none" : undefined);
    const { findings } = await run({ start: withBetween(hang), patience: 1000, requests: 400 });
    expect(findings.map((one) => one.key)).toContain("no answer POST /vpcs");
  });

  it("finds that a restart changes something", long, async () => {
    let starts = 0;
    const start = async (options: LocalCloudOptions): Promise<LocalCloud> => {
      const cloud = await startLocalCloud(options);
      starts += 1;
      const { store } = cloud.world;
      const [event] = [...store.all("event")];
      if (starts > 1 && event !== undefined) {
        store.transaction(() => store.patch("event", event.id, { message: "not as it was" }));
      }
      return cloud;
    };
    const { findings } = await run({ start, requests: 1600 });
    expect(findings.map((one) => one.key)).toContain("restart: event");
  });

  it("tells the shortest story of what it finds", long, async () => {
    const broken = { status: 500, body: { errors: [{ reason: "Internal Server Error" }] } };
    const plant: Between = ({ method, path, status }, { store }) => {
      const isMade = method === "POST" && path === "/vpcs" && status === 200;
      return isMade && [...store.all("volume")].length > 0 ? broken : undefined;
    };
    const { findings } = await run({ start: withBetween(plant), shortened: 1 });
    expect(findings.map((one) => one.key)).toEqual(["500 POST /vpcs"]);
    const requests = findings[0]?.lines.filter((line) => line.startsWith("curl")) ?? [];
    const made = requests.map((line) => /-sX (\w+) "\$URL"'\/v4(\S+)'/.exec(line)?.slice(1).join(" "));
    // The volume may be one whose region is that of a Linode.
    expect(made.slice(-2)).toEqual(["POST /volumes", "POST /vpcs"]);
    expect(["", "POST /linode/instances"]).toContain(made.slice(0, -2).join());
  });
});
