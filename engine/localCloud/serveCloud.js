// A stack's local cloud as a process of its own. Started by ensure.ts, with the options as JSON on standard input.
require("tsx/cjs/api").register();
require("./serve.ts").serve();
