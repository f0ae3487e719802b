import fc from "fast-check";

/** Values that nobody means to send: of fast-check's making, so that they reach into every corner of their type. */
export interface Material {
  seed: number;
  texts: readonly string[];
  numbers: readonly number[];
  values: readonly unknown[];
}

/** A certificate and its key, as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Strings that have broken other servers. */
const notorious = [
  "",
  " ",
  "\u0000",
  "null",
  "undefined",
  "NaN",
  "-1",
  "0",
  "../../etc/passwd",
  "%00",
  "%zz",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "<script>alert(1)</script>",
  "'; DROP TABLE instance; --",
  "{{7*7}}",
  "%{7*7}",
  "\ud800",
  "\u202e",
  "💥".repeat(40),
  "a".repeat(70_000),
  "2001:db8::1",
  "255.255.255.255",
  "0.0.0.0/0",
  "10.0.0.0/33",
  "private/0",
  "linode/",
];

const limits = [0, -0, -1, 1, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e308, 1e-308, 65_536, 99_999_999];

/** What a story is made from; fast-check draws and counts it. */
export const material: fc.Arbitrary<Material> = fc.record({
  seed: fc.integer(),
  texts: fc.array(fc.oneof(fc.constantFrom(...notorious), fc.string({ unit: "binary", maxLength: 200 })), {
    minLength: 30,
    maxLength: 30,
  }),
  numbers: fc.array(
    fc.oneof(fc.constantFrom(...limits), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    {
      minLength: 30,
      maxLength: 30,
    },
  ),
  values: fc.array(fc.jsonValue({ maxDepth: 5 }), { minLength: 30, maxLength: 30 }),
});

/** Everything that is left to chance in a story: the same material gives the same story. */
export class Chance {
  private state: number;

  constructor(
    readonly material: Material,
    /** One that can be given away: nothing trusts it. */
    readonly certificate: Certificate,
  ) {
    this.state = material.seed | 0;
  }

  /** From 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Both ends are possible. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** True in so many of a hundred cases. */
  percent(share: number): boolean {
    return this.next() * 100 < share;
  }

  /** One of a list. */
  one<T>(list: readonly [T, ...T[]]): T;
  one<T>(list: readonly T[]): T | undefined;
  one<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }

  /** Some of a list, each at most once. */
  some<T>(list: readonly T[], most: number): T[] {
    const rest = [...list];
    const picked: T[] = [];
    for (let count = this.below(most + 1); count > 0 && rest.length > 0; count--) {
      picked.push(...rest.splice(this.below(rest.length), 1));
    }
    return picked;
  }

  /** A string that nobody means. */
  text(): string {
    return this.one(this.material.texts) ?? "";
  }

  /** A number that nobody means. */
  number(): number {
    return this.one(this.material.numbers) ?? 0;
  }

  /** Any JSON at all. */
  value(): unknown {
    return this.one(this.material.values) ?? null;
  }

  /** From 0 to just below 1: Mulberry32. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let word = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    word = (word + Math.imul(word ^ (word >>> 7), word | 61)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }
}
