import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalCloud, startLocalCloud } from "../../../local-cloud";
import type { Snapshot } from "../../../local-cloud/core/store";
import { contradictions, rules } from "../../../local-cloud/invariants";
import { loose, table } from "../../../local-cloud/invariants/references";
import { client } from "../support";
import { breaks } from "./breaks";
import { makeSample, type Sample } from "./sample";

let cloud: LocalCloud;
let sample: Sample;
let whole: Snapshot;

beforeAll(async () => {
  cloud = await startLocalCloud({ speed: 0, versitygw: false });
  const call = client(cloud.url);
  sample = await makeSample({
    cloud,
    call,
    ok: async (method, path, body) => {
      const answer = await call(method, path, body);
      if (answer.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    settle: async () => cloud.world.clock.advance(3600),
  });
  whole = structuredClone(cloud.world.store.snapshot());
});

afterAll(() => cloud.close());

describe("the invariants", () => {
  it("find nothing in a state that came about over the API", () => {
    expect(contradictions(cloud.world)).toEqual([]);
  });

  it("count characters as the API's document does: an emoji is one", async () => {
    const call = client(cloud.url);
    const { status } = await call("PUT", `/volumes/${sample.volume}`, { tags: ["💥".repeat(50)] });
    expect(status).toBe(200);
    expect(contradictions(cloud.world)).toEqual([]);
    cloud.world.store.restore(structuredClone(whole));
  });

  it.each(breaks.map((one) => [one.rule, one] as const))("notice: %s", (rule, { broken }) => {
    const { store } = cloud.world;
    store.restore(structuredClone(whole));
    try {
      store.transaction(() => broken(store, sample));
      expect(contradictions(cloud.world).map((one) => one.rule)).toContain(rule);
    } finally {
      store.restore(structuredClone(whole));
    }
  });

  it("are each broken by a case above", () => {
    const tried = new Set(breaks.map(({ rule }) => rule));
    expect(rules.map(({ rule }) => rule).filter((rule) => !tried.has(rule))).toEqual([]);
  });

  it("are said once each", () => {
    expect(new Set(rules.map(({ rule }) => rule)).size).toBe(rules.length);
  });

  it("look at every field that names another record", () => {
    const known = new Set(table.map(({ from, field }) => `${from}.${field}`));
    const fields = cloud.world.store.kinds().flatMap((kind) =>
      [...cloud.world.store.all(kind)].flatMap((record) =>
        Object.keys(record)
          .filter((field) => field.endsWith("_id"))
          .map((field) => `${kind}.${field}`),
      ),
    );
    expect([...new Set(fields)].filter((one) => !known.has(one) && loose[one] === undefined)).toEqual([]);
  });

  it("name the record and what is the case", () => {
    const { store } = cloud.world;
    store.transaction(() => store.patch("volume", sample.volume, { region: "de-fra-2" }));
    expect(contradictions(cloud.world)).toEqual([
      {
        rule: "a volume is in the region of its Linode",
        where: `volume ${sample.volume}`,
        what: `is in de-fra-2, Linode ${sample.linode} in fr-par`,
      },
    ]);
    store.restore(structuredClone(whole));
  });
});
