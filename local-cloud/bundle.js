// Makes the script that load.js keeps. JavaScript, so that the first start needs nothing else to be transformed.
const { dirname } = require("node:path");
const { buildSync } = require("esbuild");

/**
 * One script of a file and all that it imports, packages included: an expression, all of it ASCII, that is a function of
 * `exports, require, module, __filename, __dirname`. Throws where a source is at fault, or outside the file's folder and no package's:
 * nobody would see it change.
 */
function bundle(entry) {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: dirname(entry),
    metafile: true,
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
  const outside = Object.keys(metafile.inputs).filter(
    (path) => path.startsWith("..") && !path.includes("node_modules/"),
  );
  if (outside.length > 0) throw new Error(`${entry} imports from outside its folder: ${outside.join(", ")}.`);
  return outputFiles[0].text;
}

module.exports = { bundle };
