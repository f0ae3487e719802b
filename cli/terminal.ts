import { styleText } from "node:util";

type Style = "red" | "green" | "yellow" | "cyan" | "bold" | "dim";

/** Colour belongs on a terminal whose owner has not asked for none (https://no-color.org). */
export function hasColour(stream: { isTTY?: boolean }): boolean {
  if (process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== "") {
    return false;
  }
  return (process.env.FORCE_COLOR ?? "") !== "" ? process.env.FORCE_COLOR !== "0" : stream.isTTY === true;
}

/** Paints text for a stream, or leaves it plain where the stream shows no colour. */
export function painter(stream: { isTTY?: boolean }): (style: Style, text: string) => string {
  // styleText would otherwise decide by standard output alone.
  return hasColour(stream)
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
}

/** How long the last phase must have lasted before a terminal shows it. */
const showAfterMs = 400;
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/**
 * Says what is being done, on standard error: on a terminal one line that rewrites itself, elsewhere one plain line a phase.
 */
export class Progress {
  private text = "";
  private started = 0;
  private frame = 0;
  private shown = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly quiet: boolean,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  /** Begins a phase, for example `Creating the resources`. */
  phase(text: string): void {
    if (this.quiet || text === this.text) {
      return;
    }
    const sameTask = this.text !== "" && phaseName(text) === phaseName(this.text);
    this.text = text;
    if (!this.stream.isTTY) {
      if (!sameTask) {
        this.stream.write(`${phaseName(text)} …\n`);
      }
      return;
    }
    if (!sameTask) {
      this.started = Date.now();
    }
    this.timer ??= setInterval(() => this.draw(), 100).unref();
  }

  /** A line that stays, above the line that rewrites itself. */
  note(text: string): void {
    if (!this.quiet) {
      this.clear();
      this.stream.write(`${text}\n`);
    }
  }

  /** Ends the last phase and removes its line. */
  done(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.clear();
    this.text = "";
  }

  private draw(): void {
    const elapsed = Date.now() - this.started;
    if (elapsed < showAfterMs) {
      return;
    }
    const line = `${frames[this.frame++ % frames.length]} ${this.text} ${Math.floor(elapsed / 1000)} s`;
    this.stream.write(`\r\x1b[2K${line.slice(0, (this.stream.columns ?? 80) - 1)}`);
    this.shown = true;
  }

  private clear(): void {
    if (this.shown) {
      this.stream.write("\r\x1b[2K");
      this.shown = false;
    }
  }
}

/** A phase is named by what stands before its count: `Creating the resources (3 of 40)`. */
function phaseName(text: string): string {
  return text.replace(/\s*\(.*$/, "");
}
