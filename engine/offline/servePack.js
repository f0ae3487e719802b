// Runs a policy pack: the same first steps as Pulumi's run-policy-pack, without its TypeScript compiler.
// Arguments: the pack's folder, and for `--as-of` the moment that it is to take for now. They are this file's own; the engine
// starts a pack without it, so nothing can turn the clock there.
const [pack, now] = process.argv.splice(2);
// A pack whose parent is gone serves nobody.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) {
    process.exit(0);
  }
}, 2000).unref();
if (now !== undefined) {
  require("./clock").turnClock(Number(now));
}
require(pack);
