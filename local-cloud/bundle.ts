import { buildSync } from "esbuild";

/**
 * Makes one script of a file and all that it imports, packages included.
 *
 * @returns an expression, all of it ASCII: a function of `exports, require, module, __filename, __dirname`
 * @throws Error where a source is at fault
 */
export function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: `node${process.versions.node}`,
    // Of a package's modules only what is used is taken.
    mainFields: ["module", "main"],
    minifySyntax: true,
    minifyWhitespace: true,
    charset: "ascii",
    // Settings elsewhere don't count: the digest in load.js doesn't know of them.
    tsconfigRaw: { compilerOptions: { strict: true } },
    banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
    footer: { js: "\n})" },
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
