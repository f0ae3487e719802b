// The way in for the Pulumi engine and for the offline path: plain JavaScript that Node loads at once. tsx transforms a
// source file when its content has changed, so what runs is never stale and costs no compiler.
require("tsx/cjs/api").register();
module.exports = require("./index.ts");
