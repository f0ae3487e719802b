/** Tells a person what takes time: one plain line each. */
export type Progress = (line: string) => void;

const quietFor = 2000;

/**
 * Does the work and, if it takes over two seconds, says that it is under way, and in the end how long it took. What is quicker
 * says nothing.
 */
export async function telling<T>(progress: Progress, what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  let told = false;
  const timer = setTimeout(() => {
    told = true;
    progress(`${what} …`);
  }, quietFor);
  try {
    const result = await work();
    if (told) progress(`${what}: done in ${Math.round((performance.now() - began) / 1000)} s`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/** Lines to standard error, so that what a command prints for programs stays clean. */
export const toStandardError: Progress = (line) => {
  process.stderr.write(`${line}\n`);
};
