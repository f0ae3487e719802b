// A policy pack that stays for many verdicts: starting one takes longer than its verdict. Each message is the day and the
// configuration of the next stack, as the engine would give them to a new process.
require("tsx/cjs/api").register();
const { turnClock } = require("../../../engine/offline/clock");

let back = () => undefined;
process.on("message", ({ now, config }) => {
  back();
  back = turnClock(now);
  process.env.PULUMI_CONFIG = config;
  // The last policy ends a run, but only where there are waivers.
  require("../../../policy-pack/lib/waivers/ledger.ts").ledger.close();
  process.send("ready");
});
process.on("disconnect", () => process.exit(0));

require("../../../policy-pack");
