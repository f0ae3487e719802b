import { describe, expect, it } from "vitest";
import type { Cassette, Exchange } from "./cassette";
import { readCassettes, recordedFolder, whyNothing } from "./folder";
import { eraOf } from "./history";
import { isObject, type JsonObject } from "./json";
import { type Answer, judge } from "./judge";
import { Names } from "./names";
import { ownerOf, reasonOutside } from "./scope";

const today = { day: "2026-11-24", regions: undefined };

function exchange(fields: Partial<Exchange>): Exchange {
  return {
    number: 0,
    method: "GET",
    host: "api.linode.com",
    version: "v4beta",
    path: "/volumes/7",
    query: "",
    filter: undefined,
    body: undefined,
    status: 200,
    contentType: "application/json",
    scope: "volumes:read_only",
    date: undefined,
    answer: {},
    ...fields,
  };
}

const volume = {
  id: 7,
  label: "data",
  size: 20,
  status: "active",
  linode_id: null,
  tags: ["blue"],
  created: "2018-01-02T03:04:05",
};

function answer(
  body: unknown,
  status = 200,
  contentType = "application/json",
  scope = "volumes:read_only",
): Answer {
  return { status, contentType, scope, body };
}

function kinds(recorded: Exchange, here: Answer, names = new Names()): string[] {
  return judge(recorded, here, names, today).map((one) => `${one.kind} ${one.at}`);
}

describe("an answer that is as recorded", () => {
  it("may have other ids, dates and addresses", () => {
    const recorded = exchange({ answer: { ...volume, ipv4: ["192.0.2.0"] } });
    const here = { ...volume, id: 1001, created: "2026-11-24T01:02:03", ipv4: ["198.51.100.2"] };
    expect(kinds(recorded, answer(here))).toEqual([]);
  });

  it("may differ in what is a person's, and in what was taken out", () => {
    const recorded = exchange({ answer: { username: "somebody", key: "[SANITIZED]" } });
    expect(kinds(recorded, answer({ username: "local-cloud", key: "abc" }))).toEqual([]);
  });

  it("may be measured at another moment", () => {
    const recorded = exchange({ answer: { percent_complete: 33, time_remaining: null, rate: null } });
    const here = { percent_complete: 0, time_remaining: "0:0:20", rate: "464.00 MB/s" };
    expect(kinds(recorded, answer(here))).toEqual([]);
  });
});

describe("an answer that is not as recorded is noticed", () => {
  const recorded = exchange({ answer: volume });
  const { tags, ...withoutTags } = volume;
  it.each([
    ["another status", answer({ errors: [] }, 404), "status status"],
    ["another content type", answer(volume, 200, "application/json; charset=utf-8"), "header Content-Type"],
    [
      "another scope",
      answer(volume, 200, "application/json", "linodes:read_only"),
      "header X-Accepted-OAuth-Scopes",
    ],
    ["a field less", answer(withoutTags), "field tags"],
    ["a field more", answer({ ...volume, extra: null }), "field extra"],
    ["another type", answer({ ...volume, size: "20" }), "type size"],
    ["null for a value", answer({ ...volume, label: null }), "type label"],
    ["a value for null", answer({ ...volume, linode_id: 5 }), "type linode_id"],
    ["another value", answer({ ...volume, status: "creating" }), "value status"],
    ["a date in another form", answer({ ...volume, created: "2026-11-24T01:02:03Z" }), "type created"],
    ["a list that is shorter", answer({ ...volume, tags: [] }), "count tags"],
    ["another element", answer({ ...volume, tags: ["red"] }), "value tags[]"],
  ])("%s", (_, here, difference) => {
    expect(kinds(recorded, here)).toContain(difference);
    expect(tags).toEqual(["blue"]);
  });

  it("another thing than the one that the conversation means", () => {
    const names = new Names();
    names.learn(7, 1001);
    expect(kinds(recorded, answer({ ...volume, id: 1002 }), names)).toEqual(["value id"]);
  });

  const refused = exchange({ status: 400, answer: { errors: [{ reason: "Linode busy." }] } });
  it.each([
    ["another text", [{ reason: "Linode is busy." }]],
    ["a field that it doesn't name", [{ reason: "Linode busy.", field: "id" }]],
    ["one more", [{ reason: "Linode busy." }, { reason: "Not found" }]],
    ["none", []],
  ])("errors: %s", (_, errors) => {
    expect(kinds(refused, answer({ errors }, 400))).toEqual(["error errors"]);
  });
});

describe("lists", () => {
  const page = (data: unknown[], results = data.length): JsonObject => ({ data, page: 1, pages: 1, results });
  const own = exchange({ path: "/vpcs/9/subnets", answer: page([{ id: 1, label: "a" }]) });

  it("of the conversation's own things must have every one", () => {
    expect(kinds(own, answer(page([])))).toEqual(["count results"]);
    expect(
      kinds(
        own,
        answer(
          page([
            { id: 5, label: "a" },
            { id: 6, label: "b" },
          ]),
        ),
      ),
    ).toEqual(["count results"]);
  });

  it("of the account may lack others' things, never the conversation's", () => {
    const names = new Names();
    names.learn(1, 1001);
    const all = exchange({
      path: "/vpcs",
      answer: page([
        { id: 1, label: "a" },
        { id: 2, label: "others" },
      ]),
    });
    expect(kinds(all, answer(page([{ id: 1001, label: "a" }])), names)).toEqual([]);
    expect(kinds(all, answer(page([])), names)).toEqual(["count results"]);
    expect(kinds(all, answer(page([{ id: 1001, label: "a", more: 1 }])), names)).toContain(
      "field data[].more",
    );
  });

  it("of Linode's offer have elements of the recorded shape", () => {
    const types = exchange({
      path: "/linode/types",
      answer: page([{ id: "g6-nanode-1", price: { hourly: 1 } }]),
    });
    expect(
      kinds(
        types,
        answer(
          page([
            { id: "g7", price: { hourly: 2 } },
            { id: "g8", price: { hourly: 3 } },
          ]),
        ),
      ),
    ).toEqual([]);
    expect(kinds(types, answer(page([{ id: "g7", price: { monthly: 2 } }])))).toEqual([
      "field data[].price.hourly",
      "field data[].price.monthly",
    ]);
    expect(kinds(types, answer(page([])))).toEqual(["count data"]);
    // What only some have may be missing in others.
    const some = page([
      { id: "g7", price: { hourly: 2, extra: 1 } },
      { id: "g8", price: { hourly: 3 } },
    ]);
    expect(kinds(types, answer(some))).toEqual([]);
  });

  it("say which page it is", () => {
    expect(kinds(own, answer({ ...page([{ id: 5, label: "a" }]), page: 2 }))).toEqual(["value page"]);
  });
});

describe("what an account, or a day, has of its own", () => {
  it("is compared by form only in the account's own data, where null may stand for any value", () => {
    const recorded = exchange({ path: "/account", answer: { phone: "12345678", tax: null, list: ["a"] } });
    expect(kinds(recorded, answer({ phone: "", tax: "7", list: [] }))).toEqual([]);
    expect(kinds(recorded, answer({ phone: 1, tax: "7", list: {} }))).toEqual(["type phone", "type list"]);
  });

  it("are other people, but not those of the conversation", () => {
    const page = (...data: unknown[]): JsonObject => ({ data, page: 1, pages: 1, results: data.length });
    const own = { username: "own", email: "own@example.com", phone: null };
    const recorded = exchange({
      path: "/account/users",
      answer: page({ username: "somebody", email: "some@example.com", phone: "1" }, own),
    });
    const me = { username: "me", email: "me@example.com", phone: null };
    expect(kinds(recorded, answer(page(me, own)))).toEqual([]);
    expect(kinds(recorded, answer(page(me, { ...own, email: "x@example.com" })))).toEqual([
      "value data[].email",
    ]);
    expect(kinds(recorded, answer(page({ username: "me", phone: null }, own)))).toEqual([
      "field data[].email",
    ]);
  });

  it("are the prices of what Linode offers, not what it is", () => {
    const recorded = exchange({ path: "/linode/types/g6", answer: { id: "g6", price: { hourly: 1 } } });
    expect(kinds(recorded, answer({ id: "g6", price: { hourly: 2 } }))).toEqual([]);
    expect(kinds(recorded, answer({ id: "g7", price: { hourly: 1 } }))).toEqual(["value id"]);
    expect(kinds(recorded, answer({ id: "g6", price: {} }))).toEqual(["field data[].price.hourly"]);
  });

  it("is the size of an image when it is ready", () => {
    const at = (status: string): Exchange =>
      exchange({ path: "/images/private%2F7", answer: { id: "private/7", status, size: 366 } });
    const here = (status: string): Answer => answer({ id: "private/7", status, size: 500 });
    expect(kinds(at("available"), here("available"))).toEqual([]);
    expect(kinds(at("creating"), here("creating"))).toEqual(["value size"]);
  });
});

describe("a list of objects", () => {
  const objects = (...names: string[]): JsonObject => ({
    data: names.map((name) => ({ name, size: 1 })),
    is_truncated: false,
    next_marker: null,
  });
  it("has as many, of the same shape, and says where to go on", () => {
    const recorded = exchange({ path: "/object-storage/buckets/fr-par/b/object-list", answer: objects("a") });
    expect(kinds(recorded, answer(objects("b")))).toEqual([]);
    expect(kinds(recorded, answer(objects()))).toEqual(["count data"]);
    expect(kinds(recorded, answer({ ...objects("a"), is_truncated: true }))).toEqual(["value is_truncated"]);
  });
});

describe("what Linode added since", () => {
  const old = exchange({ path: "/vpcs/7", answer: { id: 7 } });
  it("is excused in a recording from before, not in a later one", () => {
    const here = answer({ id: 7, vpc_type: "regular" });
    expect(judge(old, here, new Names(), { ...today, day: "2025-08-22" })).toEqual([]);
    expect(judge(old, here, new Names(), { ...today, day: "2026-07-28" })).toHaveLength(1);
  });
});

const folder = recordedFolder();
const why = whyNothing(folder);

describe.skipIf(why !== undefined)(`every recording${why === undefined ? "" : ` (skipped: ${why})`}`, () => {
  const { cassettes } = why === undefined ? readCassettes(folder) : { cassettes: [] };
  const answered = (cassette: Cassette): Exchange[] =>
    cassette.exchanges.filter((one) => reasonOutside(one) === undefined && isObject(one.answer));

  it("equals itself", () => {
    for (const cassette of cassettes) {
      for (const one of answered(cassette)) {
        const here = { status: one.status, contentType: one.contentType, scope: one.scope, body: one.answer };
        expect(judge(one, here, new Names(), eraOf(one, cassette)), `${cassette.name}#${one.number}`).toEqual(
          [],
        );
      }
    }
  });

  it("doesn't equal itself with a field taken away or of another type", () => {
    let tried = 0;
    for (const cassette of cassettes) {
      for (const one of answered(cassette)) {
        if (one.status !== 200 || ownerOf(one) === "fixed") continue;
        for (const [key, body] of mutations(one.answer)) {
          tried += 1;
          const here = { status: 200, contentType: one.contentType, scope: one.scope, body };
          const found = judge(one, here, new Names(), eraOf(one, cassette));
          expect(found.length, `${cassette.name}#${one.number} ${key}`).toBeGreaterThan(0);
        }
      }
    }
    expect(tried).toBeGreaterThan(0);
  });
});

/** The body once without each field, and once with a list in each field's place. */
function* mutations(body: unknown): Generator<[string, unknown]> {
  if (!isObject(body)) return;
  for (const key of Object.keys(body)) {
    if (key === "data") continue;
    const { [key]: value, ...rest } = body;
    yield [`without ${key}`, rest];
    yield [`another ${key}`, { ...rest, [key]: Array.isArray(value) ? "text" : ["list"] }];
  }
}
