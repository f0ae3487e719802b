import type { Reporter, SerializedError, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";

/** What a whole run came to. A file that could not be loaded, a broken hook and an error outside any test count as failed. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** One test that did not run: the file it is in, and its full name, which says why. */
interface SkippedTest {
  file: string;
  name: string;
}

/** `1 passed, 0 failed, 0 skipped`, without colour. */
export function summaryLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Ends a run with one last line, `N passed, N failed, N skipped`, over all suites, and names every skipped test before it.
 *
 * The line is written when the process ends, so that nothing another reporter or vitest itself says can follow it. A run
 * in which no test ran has failed.
 */
export default class SummaryReporter implements Reporter {
  private totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  private watching = false;

  onInit(vitest: Vitest): void {
    this.watching = vitest.config.watch;
    if (!this.watching) process.once("exit", () => this.end());
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const totals: Totals = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const skipped: SkippedTest[] = [];
    for (const module of modules) {
      totals.failed += module.errors().length;
      for (const suite of module.children.allSuites()) totals.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed" || state === "failed") totals[state] += 1;
        else {
          totals.skipped += 1;
          skipped.push({ file: module.relativeModuleId, name: nameOf(test) });
        }
      }
    }
    this.totals = totals;
    listSkipped(skipped);
    if (this.watching) process.stdout.write(`${this.line()}\n`);
  }

  private end(): void {
    if (this.totals.passed + this.totals.failed === 0) {
      process.stdout.write("No test ran, and that counts as a failure.\n");
      process.exitCode = 1;
    }
    if (this.totals.failed > 0) process.exitCode = 1;
    process.stdout.write(`${this.line()}\n`);
  }

  private line(): string {
    return paint(this.totals.failed > 0 ? 31 : 32, summaryLine(this.totals));
  }
}

/** Colour is for people at a terminal. A file, a pipe and a log get plain text. */
function paint(colour: number, text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${colour}m${text}\u001b[0m` : text;
}

/** The test's name with its suites' names, and the note given to `context.skip`, which is a reason too. */
function nameOf(test: TestCase): string {
  const result = test.result();
  const note = result.state === "skipped" && result.note ? ` (${result.note})` : "";
  const broken = brokenSuite(test.parent);
  return `${test.fullName}${note}${broken ? ` (a hook of "${broken.name}" failed)` : ""}`;
}

/** The nearest suite around a test whose own hooks failed, if there is one. */
function brokenSuite(parent: TestSuite | TestModule): TestSuite | undefined {
  if (parent.type === "module") return undefined;
  return parent.errors().length > 0 ? parent : brokenSuite(parent.parent);
}

function listSkipped(skipped: readonly SkippedTest[]): void {
  const files = [...new Set(skipped.map(({ file }) => file))].sort();
  if (files.length > 0) process.stdout.write("\nSkipped:\n");
  for (const file of files) {
    process.stdout.write(`  ${file}\n`);
    for (const test of skipped) if (test.file === file) process.stdout.write(`    ${test.name}\n`);
  }
  if (files.length > 0) process.stdout.write("\n");
}
