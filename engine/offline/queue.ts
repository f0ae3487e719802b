/** Pieces of work at once. */
const together = 32;

/** Work that is begun in order, several pieces at once, while more is still added. */
export class Queue<T> {
  private readonly waiting: (() => Promise<void>)[] = [];
  private readonly results: T[] = [];
  private readonly failures: unknown[] = [];
  private added = 0;
  private running = 0;
  private whenIdle = (): void => undefined;

  add(work: () => Promise<T>): void {
    const index = this.added++;
    this.waiting.push(async () => {
      this.results[index] = await work();
    });
    this.next();
  }

  /** The results in the order in which the work was added, when all of it is done. Rejects with the first failure. */
  async end(): Promise<readonly T[]> {
    if (this.running > 0) {
      await new Promise<void>((resolve) => {
        this.whenIdle = resolve;
      });
    }
    if (this.failures.length > 0) {
      throw this.failures[0];
    }
    return this.results;
  }

  private next(): void {
    while (this.running < together && this.failures.length === 0) {
      const work = this.waiting.shift();
      if (work === undefined) {
        break;
      }
      this.running++;
      void this.run(work);
    }
    if (this.running === 0) {
      this.whenIdle();
    }
  }

  private async run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push(error);
    }
    this.running--;
    this.next();
  }
}
