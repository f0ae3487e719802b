import { z } from "zod";

/** Times that the name servers keep, in seconds; others are rounded up to the next one, 0 is the default. */
const times = [
  0, 30, 120, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200,
];

/** The time that is kept for the one asked for. */
export function storedTime(seconds: number): number {
  return times.find((time) => time >= seconds) ?? 2_419_200;
}

/** A time as requests give it. */
export const seconds = z.number().int().nonnegative().nullish();
