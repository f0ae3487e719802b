import type { Argument } from "./harmless/argument";
import { channelArguments } from "./harmless/channel";
import { configurationArguments } from "./harmless/configuration";
import { networkArguments } from "./harmless/network";
import { resourceArguments } from "./harmless/resources";
import type { Change } from "./mutant";

/** The list is read with the same care as a policy: what is on it passes. One that argues about nothing is an error. */
export const harmless: readonly Argument[] = [
  ...resourceArguments,
  ...networkArguments,
  ...configurationArguments,
  ...channelArguments,
];

/** Why a mutant that no policy refuses does no harm; `undefined` where nobody has argued that. */
export function argumentFor(change: Change): Argument | undefined {
  return harmless.find(({ isAbout }) => isAbout(change));
}
