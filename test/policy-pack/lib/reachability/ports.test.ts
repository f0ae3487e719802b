import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allPorts,
  difference,
  intersection,
  type Ports,
  parsePorts,
  portsText,
  union,
} from "../../../../policy-pack/lib/reachability/ports";

/** Ports as a set of numbers up to 40, to compare with. */
const setOf = (ports: Ports): ReadonlySet<number> =>
  new Set(ports.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at)));
const anyPorts = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 9 })), { maxLength: 5 })
  .map((ranges) => ranges.reduce<Ports>((all, [first, more]) => union(all, [[first, first + more]]), []));

describe("ports", () => {
  it.each([
    ["443", [[443, 443]]],
    [
      "1-1024,5432",
      [
        [1, 1024],
        [5432, 5432],
      ],
    ],
    [
      "22, 80 - 90",
      [
        [22, 22],
        [80, 90],
      ],
    ],
    [
      "80,443,81-90",
      [
        [80, 90],
        [443, 443],
      ],
    ],
  ])("reads %s", (text, expected) => expect(parsePorts(text)).toEqual(expected));

  it.each(["", "x", "443-", "90-80", "70000", "1,,2", "443 444"])("does not read %j", (text) => {
    expect(parsePorts(text)).toBeUndefined();
  });

  it("says all ports where it is all", () => {
    expect(portsText(allPorts)).toBe("all ports");
    expect(portsText([[1, 65535]])).toBe("all ports");
    expect(
      portsText([
        [22, 22],
        [80, 90],
      ]),
    ).toBe("22, 80-90");
  });

  it("joins, cuts and takes away as sets do, in ranges that are sorted and apart", () => {
    fc.assert(
      fc.property(anyPorts, anyPorts, (one, other) => {
        const [a, b] = [setOf(one), setOf(other)];
        expect(setOf(union(one, other))).toEqual(new Set([...a, ...b]));
        expect(setOf(intersection(one, other))).toEqual(new Set([...a].filter((port) => b.has(port))));
        expect(setOf(difference(one, other))).toEqual(new Set([...a].filter((port) => !b.has(port))));
        for (const ports of [union(one, other), intersection(one, other), difference(one, other)]) {
          expect(
            ports.every(([first, last], at) => first <= last && first > (ports[at - 1]?.[1] ?? -1)),
          ).toBe(true);
        }
      }),
    );
  });
});
