import { harmless } from "./harmless";
import type { Argument } from "./harmless/argument";
import type { Change } from "./mutant";
import type { Verdict } from "./verdict";

/** Counts verdicts, and says at the end what they come to. */
export class Tally {
  total = 0;
  readonly #refused = { pack: 0, program: 0 };
  readonly #argued = new Map<Argument, number>();
  readonly #escaped = new Map<string, number>();

  /** @param isVerbose name each resource in what was not refused */
  constructor(private readonly isVerbose: boolean) {}

  add({ subject, path, change }: Change, verdict: Verdict): void {
    this.total += 1;
    switch (verdict.kind) {
      case "refused":
        this.#refused[verdict.by] += 1;
        break;
      case "argued":
        this.#argued.set(verdict.argument, (this.#argued.get(verdict.argument) ?? 0) + 1);
        break;
      case "escaped": {
        const only = verdict.wrongly.length === 0 ? "" : `, only by ${verdict.wrongly.join(", ")}`;
        const line = `${this.isVerbose ? `${subject}: ` : ""}${path} ${change}${only}`;
        this.#escaped.set(line, (this.#escaped.get(line) ?? 0) + 1);
      }
    }
  }

  get refused(): number {
    return this.#refused.pack + this.#refused.program;
  }

  get argued(): number {
    return [...this.#argued.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Arguments about no mutant at all; meaningful after every mutant was judged. */
  get idle(): readonly Argument[] {
    return harmless.filter((argument) => !this.#argued.has(argument));
  }

  /** What was argued, what was not refused, and who refused. */
  get lines(): readonly string[] {
    return [
      ...[...this.#argued].map(
        ([{ reason, considered }, count]) =>
          `harmless ×${count}${considered.length === 0 ? "" : ` (${considered.join(", ")})`}: ${reason}`,
      ),
      ...[...this.#escaped].map(([line, count]) => `NOT REFUSED ×${count}: ${line}`),
      `refused by the pack: ${this.#refused.pack}; by the program's own validation of its configuration: ${this.#refused.program}`,
    ];
  }
}
