/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Seeded {
  private state: number;

  /** @param name More than a number, so that each round draws its own numbers from one seed. */
  constructor(seed: number, name = "") {
    this.state = [...`${seed}/${name}`].reduce(
      (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0,
      0x811c9dc5,
    );
  }

  /** From 0 up to, but not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let value = this.state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) {
      throw new Error("There is nothing to pick from.");
    }
    return item;
  }
}
