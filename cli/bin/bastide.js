#!/usr/bin/env node
// The command's way in: plain JavaScript that Node loads at once. tsx transforms a source file when its content has changed.
require("tsx/cjs/api").register();
require("../main.ts").main(process.argv.slice(2));
