/**
 * What a policy can't judge: a value of an unexpected shape, or a bad setting of the pack. It is always
 * reported as a violation, so that nothing passes because the pack did not understand it.
 */
export class Misfit extends Error {
  /**
   * @param problem What is wrong, without subject and full stop: "has `tags` that are not a list".
   * @param fix What to do, as a full sentence.
   */
  constructor(
    readonly problem: string,
    readonly fix: string,
  ) {
    super(`${problem}. ${fix}`);
  }
}
