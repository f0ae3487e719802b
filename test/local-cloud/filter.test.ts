import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFilter, sortRows } from "../../local-cloud/core/filter";
import { paginate, parsePage } from "../../local-cloud/core/paging";

const fields = new Set(["id", "label", "tags", "entity.id", "size"]);
const matches = (filter: unknown, row: unknown): boolean =>
  parseFilter(JSON.stringify(filter), fields).matches(row);

describe("X-Filter", () => {
  const row = { id: 7, label: "Web-1", tags: ["blue", "green"], entity: { id: 3 }, size: 20 };

  it.each([
    [{ id: 7 }, true],
    [{ id: 8 }, false],
    [{ "entity.id": 3 }, true],
    [{ tags: "blue" }, true],
    [{ tags: "red" }, false],
    [{ label: { "+contains": "web" } }, true],
    [{ label: { "+neq": "Web-1" } }, false],
    [{ size: { "+gt": 20 } }, false],
    [{ size: { "+gte": 20, "+lt": 21 } }, true],
    [{ size: { "+lte": 19 } }, false],
    [{ "+or": [{ id: 1 }, { label: "Web-1" }] }, true],
    [{ "+and": [{ id: 7 }, { "+or": [{ size: 1 }, { size: 2 }] }] }, false],
    [{ "+order_by": "id", "+order": "desc" }, true],
  ])("%j gives %s", (filter, expected) => {
    expect(matches(filter, row)).toBe(expected);
  });

  it("refuses an unknown field with the recorded text", () => {
    expect(() => matches({ foo: 1 }, row)).toThrow("[X-Filter] Cannot filter on foo");
    expect(() => matches({ "+or": [{ foo: 1 }] }, row)).toThrow("Cannot filter on foo");
  });

  it.each(["{", "[]", '{"+or":1}', '{"id":{"+near":1}}', '{"+order_by":"foo"}', '{"+order":"up"}'])(
    "refuses %s",
    (header) => {
      expect(() => parseFilter(header, fields)).toThrow();
    },
  );

  it.each(["constructor", "toString", "hasOwnProperty", "__proto__"])("takes %s for no operator", (name) => {
    expect(() => parseFilter(`{"id":{"${name}":1}}`, fields)).toThrow(`[X-Filter] Unknown operator ${name}`);
  });

  it("keeps De Morgan's law: +neq is what equality leaves", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.string()), fc.oneof(fc.integer(), fc.string()), (a, b) => {
        const one = { label: a };
        return matches({ label: b }, one) !== matches({ label: { "+neq": b } }, one);
      }),
    );
  });

  it("orders numbers totally: exactly one of less, equal, greater", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const one = { size: a };
        const hits = [{ "+lt": b }, b, { "+gt": b }].filter((test) => matches({ size: test }, one));
        return hits.length === 1;
      }),
    );
  });

  it("sorts both ways, and keeps age's order among equals", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ size: fc.integer({ min: 0, max: 3 }) })), (rows) => {
        const aged = rows.map((one, id) => ({ ...one, id }));
        const up = sortRows(aged, parseFilter('{"+order_by":"size"}', fields));
        const down = sortRows(aged, parseFilter('{"+order_by":"size","+order":"desc"}', fields));
        expect([...down].reverse()).toEqual(up);
        expect(up).toEqual([...aged].sort((a, b) => a.size - b.size || a.id - b.id));
      }),
    );
  });
});

describe("paging", () => {
  it("shows every row exactly once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 25, max: 500 }), (count, size) => {
        const rows = Array.from({ length: count }, (_, index) => index);
        const first = paginate(rows, { page: 1, size });
        const all = Array.from(
          { length: first.pages },
          (_, page) => paginate(rows, { page: page + 1, size }).data,
        );
        expect(all.flat()).toEqual(rows);
        expect(first.results).toBe(count);
        expect(first.pages).toBe(Math.max(1, Math.ceil(count / size)));
      }),
    );
  });

  it.each(["page=0", "page=x", "page_size=24", "page_size=501", "page_size=-1"])("refuses %s", (query) => {
    expect(() => parsePage(new URLSearchParams(query))).toThrow();
  });

  it("defaults to 100", () => {
    expect(parsePage(new URLSearchParams())).toEqual({ page: 1, size: 100 });
  });
});
