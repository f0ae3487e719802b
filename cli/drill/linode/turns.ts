/** Lets so many work at once; the others wait, the first first. */
export class Turns {
  readonly #most: number;
  #working = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Gives what the work gives, or throws what it throws. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#working < this.#most) this.#working += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#working -= 1;
      else next();
    }
  }
}
