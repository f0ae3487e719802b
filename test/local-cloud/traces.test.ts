import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Answer, type Session, start } from "./support";

interface Line {
  section: string;
  method: string;
  path: string;
  body: unknown;
  filter: string | undefined;
}

/** Fields of bodies that hold ids, and the collection that the ids are from. */
const collections: Record<string, string> = {
  subnet_id: "subnets",
  linode_id: "instances",
  linodes: "instances",
  "entity.id": "instances",
  firewall_id: "firewalls",
  config_id: "configs",
  disk_id: "disks",
};

function lines(): Line[] {
  const text = readFileSync(join(__dirname, "fixtures", "provider-traces.txt"), "utf8");
  let section = "";
  return text.split("\n").flatMap((line) => {
    if (line.startsWith("## ")) section = line.slice(3);
    const match = /^(GET|POST|PUT|DELETE) (\S+)(?:\s+(XF=)?(.*))?$/.exec(line);
    if (match === null) return [];
    const [, method = "", path = "", isFilter, rest] = match;
    const content = rest === undefined || rest === "" ? undefined : rest;
    return [
      {
        section,
        method,
        path,
        body: isFilter || content === undefined ? undefined : JSON.parse(content),
        filter: isFilter ? content : undefined,
      },
    ];
  });
}

/** Replays traced requests: ids of the trace stand for the ones that this API gave in the same order. */
class Replay {
  private readonly bound = new Map<string, number>();
  /** Ids that no traced one stands for yet, by the path of their collection. */
  private readonly free = new Map<string, number[]>();
  private event = 0;

  constructor(private readonly session: Session) {}

  async send(line: Line): Promise<Answer> {
    const [path = "", query] = line.path.split("?");
    let real = "";
    for (const part of path.split("/").slice(1)) {
      real += `/${/^\d+$/.test(part) ? this.id(real, Number(part)) : part}`;
    }
    const filter =
      line.filter === undefined ? undefined : JSON.stringify(this.translate(JSON.parse(line.filter), real));
    const answer = await this.session.call(
      line.method,
      query === undefined ? real : `${real}?${query}`,
      line.body === undefined ? undefined : this.translate(line.body, real),
      filter === undefined ? {} : { "X-Filter": filter },
    );
    if (answer.status === 200) this.learn(real, line.method, answer.body);
    return answer;
  }

  private learn(path: string, method: string, body: Answer["body"]): void {
    if (path === "/account/events") this.event = body.data[0]?.id ?? this.event;
    const rows: { id?: unknown }[] = method === "POST" ? [body] : (body.data ?? []);
    const known = new Set([...this.bound.values(), ...[...this.free.values()].flat()]);
    const ids = rows
      .map((row) => row.id)
      .filter((one): one is number => typeof one === "number" && !known.has(one));
    this.free.set(path, [...(this.free.get(path) ?? []), ...ids]);
  }

  /** The id in a collection, given by its path or only its last part; the path's own parts come first. */
  private id(collection: string, traced: number, near = ""): number {
    if (collection === "/account/events") return this.event;
    const name = `${near.split("/")[1] ?? collection.split("/")[1]} ${collection.split("/").at(-1)} ${traced}`;
    const key = name.replace(/^\S+ (?!configs)/, "");
    const known = this.bound.get(key);
    if (known !== undefined) return known;
    const paths = [...this.free.keys()].filter(
      (path) => path === collection || path.endsWith(`/${collection}`),
    );
    const owner = near.split("/").slice(0, 4).join("/");
    paths.sort((a, b) => Number(b.startsWith(owner)) - Number(a.startsWith(owner)));
    const found = paths.map((path) => this.free.get(path)).find((ids) => ids !== undefined && ids.length > 0);
    const id = found?.shift();
    if (id === undefined) throw new Error(`The trace names ${key}, and nothing of the kind was made.`);
    this.bound.set(key, id);
    return id;
  }

  private translate(value: unknown, near: string, key = ""): unknown {
    if (Array.isArray(value)) return value.map((one) => this.translate(one, near, key));
    const collection = collections[key];
    if (typeof value === "number" && collection !== undefined) return this.id(collection, value, near);
    if (typeof value !== "object" || value === null) return value;
    const isDevice = "type" in value && "id" in value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => {
        if (name === "id" && isDevice) return [name, this.id("instances", one)];
        if (key === "placement_group" && name === "id") return [name, this.id("groups", one)];
        return [name, this.translate(one, near, name)];
      }),
    );
  }
}

describe("the traced provider's requests", () => {
  const traced = lines();
  const groups = [...new Set(traced.map((line) => line.section[0]))];

  it("were read", () => {
    expect(groups).toEqual(["A", "B", "C"]);
    expect(traced.length).toBeGreaterThan(250);
  });

  it.each(groups)("of stack %s all succeed, and nothing is left at the end", async (group) => {
    const session = await start();
    const replay = new Replay(session);
    for (const line of traced.filter((one) => one.section.startsWith(group ?? ""))) {
      await session.settle();
      const { status, body } = await replay.send(line);
      const seen = `${line.section}: ${line.method} ${line.path}`;
      expect(status === 200 ? seen : `${seen} ${JSON.stringify(body)}`).toBe(seen);
    }
    const { tables } = session.cloud.world.store.snapshot();
    const may = ["event", "vpc", "subnet", "job", "revokedToken"];
    const left = Object.keys(tables).filter((kind) => !may.includes(kind));
    expect(left).toEqual([]);
    expect(await session.ok("GET", "/_local/gaps")).toEqual([]);
  });
});
