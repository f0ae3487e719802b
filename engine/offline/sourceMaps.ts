import Module, { SourceMap, type SourceMapPayload } from "node:module";

/** A place in a file that a person wrote; lines and columns count from 1. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Compiler {
  _compile(content: string, file: string, ...rest: unknown[]): unknown;
}

const marker = "\n//# sourceMappingURL=data:application/json;base64,";

/**
 * The source maps of the program's modules. Node would keep them itself, but would then map every stack trace that Pulumi takes,
 * which takes as long as the whole preview. So they are taken out of the compiled text before Node sees it, and read only for
 * the places that somebody asks about.
 */
export class SourceMaps {
  private readonly encoded = new Map<string, string>();
  private readonly read = new Map<string, SourceMap>();

  /** Keeps the maps of all modules that are loaded while `load` runs. */
  whileLoading<T>(load: () => T): T {
    const compiler = Module.prototype as unknown as Compiler;
    const compile = compiler._compile;
    const enabled = Object.getOwnPropertyDescriptor(process, "sourceMapsEnabled");
    if (enabled?.configurable !== true) {
      return load();
    }
    const { encoded } = this;
    const nodeMaps = (): unknown => enabled.get?.call(process) ?? enabled.value;
    compiler._compile = function (this: unknown, content, file, ...rest) {
      const at = nodeMaps() === true ? -1 : content.lastIndexOf(marker);
      const map = content.slice(at + marker.length);
      // Compilers have the marker among their own words; a map is the last line.
      if (at < 0 || !/^[\w+/]+={0,2}\s*$/.test(map)) {
        return compile.call(this, content, file, ...rest);
      }
      encoded.set(file, map);
      return compile.call(this, content.slice(0, at), file, ...rest);
    };
    // tsx writes maps only where Node says that it uses them.
    Object.defineProperty(process, "sourceMapsEnabled", { configurable: true, get: () => true });
    try {
      return load();
    } finally {
      compiler._compile = compile;
      Object.defineProperty(process, "sourceMapsEnabled", enabled);
    }
  }

  /** Where a place in what ran is in what was written; undefined where only the compiled text would have it. */
  original(place: Place): Place | undefined {
    const map = this.mapOf(place.file);
    if (map === undefined) {
      return place;
    }
    const entry = map.findEntry(place.line - 1, place.column - 1);
    return "originalLine" in entry
      ? { file: place.file, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
      : undefined;
  }

  private mapOf(file: string): SourceMap | undefined {
    const text = this.encoded.get(file);
    if (text !== undefined && !this.read.has(file)) {
      const payload: unknown = JSON.parse(Buffer.from(text.trim(), "base64").toString());
      this.read.set(file, new SourceMap(payload as SourceMapPayload));
    }
    return this.read.get(file);
  }
}
