/**
 * Makes `Date` of this process begin at another moment and run on from there.
 *
 * @param moment milliseconds since 1970, as `Date.now()` gives them
 * @returns gives the machine's clock back
 */
export function turnClock(moment: number): () => void;
