import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Addresses } from "../../local-cloud/core/addresses";
import { Store } from "../../local-cloud/core/store";
import type { IpRecord } from "../../local-cloud/resources/ips";

const ip = (id: string, shared_with: number[]): IpRecord => ({
  ...{ id, shared_with, public: true, region: "fr-par", linode_id: null, nodebalancer_id: null },
  ...{ reserved: false, rdns: null, tags: [] },
});

const sharers = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
const step = fc.record({
  id: fc.constantFrom("192.0.2.1", "192.0.2.2", "192.0.2.3"),
  /** What it is shared with from then on; without, it goes. */
  shared: fc.option(sharers, { nil: undefined }),
  fails: fc.boolean(),
});

describe("an index of a list", () => {
  it.each([[["shared_with"]], [[]]])("finds by each element what a scan finds (%j)", (indexes) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const store = new Store();
        for (const field of indexes) store.index("ip", field);
        for (const { id, shared, fails } of steps) {
          const change = (): void => {
            if (shared === undefined) store.remove("ip", id);
            else if (store.patch("ip", id, { shared_with: shared }) === undefined)
              store.insert("ip", ip(id, shared));
            if (fails) throw new Error("undone");
          };
          if (fails) expect(() => store.transaction(change)).toThrow("undone");
          else store.transaction(change);
          for (const sharer of [1, 2, 3]) {
            const scanned = [...store.all("ip")].filter((one) => one.shared_with.includes(sharer));
            expect(store.having("ip", "shared_with", sharer)).toEqual(scanned);
          }
          expect([...store.disagreements()]).toEqual([]);
        }
      }),
    );
  });

  it("may be made when there are records already, and is empty after a restore", () => {
    const store = new Store();
    store.transaction(() => store.insert("ip", ip("192.0.2.1", [1, 2])));
    store.index("ip", "shared_with");
    expect(store.having("ip", "shared_with", 2).map(({ id }) => id)).toEqual(["192.0.2.1"]);
    store.restore({ meta: {}, tables: {} });
    expect(store.having("ip", "shared_with", 2)).toEqual([]);
  });
});

describe("a machine's IPv6 address", () => {
  it("tells the machine, and no other address does", () => {
    const addresses = new Addresses(new Store());
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (id) => {
        expect(addresses.ipv6Owner(addresses.ipv6(id))).toBe(id);
      }),
    );
    for (const other of [
      "",
      "192.0.2.1",
      "2001:db8::1",
      "2001:db8::f03c:95ff:fe00:0a",
      "2001:db8::f03c:95ff:fe00:",
    ])
      expect([other, addresses.ipv6Owner(other)]).toEqual([other, undefined]);
  });
});
