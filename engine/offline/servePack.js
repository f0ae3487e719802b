// Runs a policy pack: the same first steps as Pulumi's run-policy-pack, without its TypeScript compiler.
const pack = process.argv[2];
process.argv.splice(2, 1);
// A pack whose parent is gone serves nobody.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) {
    process.exit(0);
  }
}, 2000).unref();
require(pack);
