import { regions, requiredCapabilities } from "../../catalogue/regions";

/** Member states of the European Union, as Linode writes countries. */
const memberStates: ReadonlySet<string> = new Set(
  "at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk".split(" "),
);

/** The regions of the European Union where Linode offers everything that an enclave can't do without. */
export const suitableRegions: readonly string[] = regions
  .filter(({ country }) => memberStates.has(country))
  .filter(({ capabilities }) => requiredCapabilities.every((needed) => capabilities.includes(needed)))
  .map(({ id }) => id);
