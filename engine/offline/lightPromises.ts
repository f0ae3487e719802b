/** The seam: Pulumi's modules call it through their `exports`. */
interface Debuggable {
  debuggablePromise<T>(promise: Promise<T>, context: unknown): Promise<T>;
}

/**
 * Makes Pulumi's promises without the stack trace that its SDK keeps with each. There are four for every property of every
 * resource, and their traces take longer than all the rest of an evaluation. They serve to name promises that never end when the
 * process does (`PULUMI_DEBUG_PROMISE_LEAKS`); `evaluate` notices for itself when a program hangs.
 */
export function lightenPromises(): void {
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
    return;
  }
  const debuggable = require("@pulumi/pulumi/runtime/debuggable.js") as Debuggable;
  debuggable.debuggablePromise = (promise) => promise;
}
