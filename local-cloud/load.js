// Loads the local cloud as one script instead of some 170 files, which takes a fraction of the time. The script is kept by a digest
// of all that it is made of, so what runs is never stale: docs/adr/20261124-measuring-the-local-cloud.md.
const { createHash } = require("node:crypto");
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

/** In which a start is over. */
const startMs = 1000;

/** Of every source, of what npm says that it has installed, and of this Node. */
function digestOf(folder, modules) {
  const digest = createHash("sha256").update(`${process.version} ${process.arch}`);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const name of names.filter((each) => /\.(js|json|ts)$/.test(each)).sort()) {
    const content = readFileSync(join(folder, name));
    digest.update(`\n${name} ${content.length}\n`).update(content);
  }
  const installed = readFileSync(join(modules, ".package-lock.json"));
  return digest.update("\n").update(installed).digest("hex");
}

function tryRead(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Another process that reads the file meanwhile finds the whole of it, or nothing. */
function keep(file, content) {
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, content);
  renameSync(partial, file);
}

/** Makes the script, and forgets those of other sources. */
function makeScript(folder, all, digest) {
  mkdirSync(join(all, digest), { recursive: true });
  const text = require("./bundle.js").bundle(join(folder, "main.ts"));
  keep(join(all, digest, "main.js"), text);
  for (const name of readdirSync(all)) {
    if (name !== digest) rmSync(join(all, name), { recursive: true, force: true });
  }
  return text;
}

/**
 * Keeps compiled code once what a start calls is compiled: soon, as V8 forgets what it has not called for long, or at the end if
 * that comes first.
 */
function keepCode(script, file) {
  const now = () => {
    clearTimeout(timer);
    process.removeListener("exit", now);
    try {
      keep(file, script.createCachedData());
    } catch {
      // The next start compiles it again.
    }
  };
  const timer = setTimeout(now, startMs).unref();
  process.once("exit", now);
}

/** The exports of the folder's `main.ts`, from the script. Throws where none can be made or kept. */
function loadScript(folder, modules) {
  const all = join(modules, ".cache/bastide/local-cloud");
  const digest = digestOf(folder, modules);
  const file = join(all, digest, "main.js");
  const text = tryRead(file)?.toString("latin1") ?? makeScript(folder, all, digest);
  const cachedData = tryRead(join(all, digest, "main.code"));
  const script = new Script(text, { filename: file, ...(cachedData === undefined ? {} : { cachedData }) });
  if (cachedData === undefined || script.cachedDataRejected) keepCode(script, join(all, digest, "main.code"));
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports;
}

/**
 * The exports of `main.ts`. With BASTIDE_DEBUG or --verbose they come from the sources themselves, with their lines, for whoever
 * looks for a fault.
 *
 * @param folder where `main.ts` and all its sources are
 * @param modules the packages that they use, and where the script is kept
 */
function load(folder = __dirname, modules = join(__dirname, "../node_modules")) {
  if (!process.env.BASTIDE_DEBUG && !process.argv.includes("--verbose")) {
    try {
      return loadScript(folder, modules);
    } catch {
      // Nothing can be written there, say. The sources run as well; and where they are at fault, they say so.
    }
  }
  require("tsx/cjs/api").register();
  return require(join(folder, "main.ts"));
}

module.exports = { load };
