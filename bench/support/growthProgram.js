// A program of as many enclaves as the stack's configuration says; for the benchmark of growth only.
require("tsx/cjs/api").register();
// As infra/main.js does.
process.setSourceMapsEnabled(false);
Error.stackTraceLimit = 4;
module.exports = require("./growthProgram.ts");
