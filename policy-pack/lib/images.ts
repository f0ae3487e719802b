import { images } from "../../catalogue/images";
import { day } from "./configuration/dates";
import type { Plain } from "./plain";

/** The images that hosts may start from today. */
export const baselineImages: readonly string[] = images
  .filter(({ baseline, supportedUntil }) => baseline && !isOver(supportedUntil))
  .map(({ id }) => id);

/** What is wrong with an image, as the rest of "an image that …"; `undefined` when nothing is. */
export function faultOf(id: Plain | undefined): string | undefined {
  if (id === undefined || id === null) {
    return "is not named";
  }
  const known = images.find((image) => image.id === id);
  if (known === undefined) {
    return "is none of Linode's that the pack knows";
  }
  if (isOver(known.supportedUntil)) {
    return "gets no security updates any more";
  }
  return known.baseline ? undefined : "the host baseline is not written for";
}

function isOver(date: string): boolean {
  return Date.parse(date) + day < Date.now();
}
