// The policy engine starts this file; the pack itself is TypeScript and needs no build.
require("tsx/cjs");
require("./index.ts");
