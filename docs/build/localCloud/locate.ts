import { Session } from "node:inspector";
import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";

/** Where a function is written. */
export interface Place {
  /** The source file. */
  readonly file: string;
  /** Line and column, from 0. */
  readonly line: number;
  readonly column: number;
}

interface Property {
  readonly name: string;
  readonly value?: { readonly value?: { scriptId: string; lineNumber: number; columnNumber: number } };
}

/**
 * Finds the source of functions that are in memory, by asking the engine that runs them. So a page is written from the
 * very functions that answer requests, however the table that holds them was put together.
 *
 * Works only where source maps are on before the functions' files are loaded (`process.setSourceMapsEnabled`).
 */
export class Locator {
  private readonly session = new Session();
  private readonly scripts = new Map<string, string>();

  constructor() {
    this.session.connect();
    this.session.on("Debugger.scriptParsed", ({ params }) => this.scripts.set(params.scriptId, params.url));
    this.session.post("Debugger.enable");
  }

  /** Throws if the function has no source of this project, such as a bound or built-in one. */
  find(wanted: object): Place {
    const { scriptId, lineNumber, columnNumber } = this.position(wanted);
    const url = this.scripts.get(scriptId) ?? "";
    const file = url.startsWith("file:") ? fileURLToPath(url) : url;
    const entry = findSourceMap(file)?.findEntry(lineNumber, columnNumber);
    if (entry === undefined || !("originalLine" in entry))
      throw new Error(`No source map leads from ${file}.`);
    return {
      file: fileURLToPath(entry.originalSource),
      line: entry.originalLine,
      column: entry.originalColumn,
    };
  }

  close(): void {
    this.session.disconnect();
  }

  /** In the script as it runs; the session answers before `post` returns. */
  private position(wanted: object): { scriptId: string; lineNumber: number; columnNumber: number } {
    const holder = globalThis as { located?: object };
    holder.located = wanted;
    let found: Property | undefined;
    this.session.post("Runtime.evaluate", { expression: "located" }, (_, { result }) => {
      if (result.objectId === undefined) return;
      this.session.post("Runtime.getProperties", { objectId: result.objectId }, (_error, answer) => {
        const properties = (answer.internalProperties ?? []) as Property[];
        found = properties.find(({ name }) => name === "[[FunctionLocation]]");
      });
    });
    delete holder.located;
    const position = found?.value?.value;
    if (position === undefined) throw new Error("The engine doesn't know where a function is written.");
    return position;
  }
}
