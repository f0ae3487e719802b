import { type Entry, section } from "./entry";

/** How long an audit of accounts lasts (AC-5), in days: the longest quarter. */
export const quarter = 92;

/** Every date of a review that lasts a year; none without the sections that they stand in. */
export function reviewed(): readonly Entry[] {
  const reviews = section("reviews");
  const classes = section("classes").entries();
  return [
    ...(reviews.isThere ? [reviews.get("policy"), reviews.get("configuration")] : []),
    ...classes.map(([, dataClass]) => dataClass.get("reviewed")),
  ];
}
