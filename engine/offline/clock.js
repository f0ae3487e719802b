// The one place that turns a clock, for `--as-of`. JavaScript, since a policy pack's process starts without TypeScript.

/**
 * Makes `Date` of this process begin at another moment and run on from there. Nothing else has this clock: not the files, not
 * other processes, not the engine.
 *
 * @param {number} moment milliseconds since 1970, as `Date.now()` gives them
 * @returns {() => void} gives the machine's clock back
 */
function turnClock(moment) {
  const real = globalThis.Date;
  const offset = moment - real.now();
  const now = () => real.now() + offset;
  const turned = new Proxy(real, {
    apply: () => new real(now()).toString(),
    construct: (target, args, made) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, made === turned ? target : made),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });
  globalThis.Date = turned;
  return () => {
    globalThis.Date = real;
  };
}

module.exports = { turnClock };
