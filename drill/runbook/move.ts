import type { Doors, Server } from "../doors";
import { pointNames } from "../linode/names";
import { messageOf } from "../messageOf";
import { site } from "../site/region";
import type { TakeStep } from "../steps";

/** A class's writes move to another region. */
export interface Move {
  readonly doors: Pick<Doors, "shell" | "linode">;
  readonly servers: readonly Server[];
  readonly dataClass: string;
  /** The region that is to take writes. */
  readonly to: string;
  readonly step: TakeStep;
}

/** How far it came. `not fenced`: somebody else may still take writes, so nothing was promoted. `names left`: writes go on, and names lead to the old region. */
export interface Moved {
  readonly state: "done" | "not fenced" | "names left";
  /** What is left to be done, for people; empty where it is done. */
  readonly left: readonly string[];
}

/** Has the region take writes, by one of its data nodes. Throws what that one said. */
export const promote = ({ doors, to, step }: Move, on: string): Promise<string> =>
  step(
    "drill",
    `${to} is promoted`,
    () => site(doors, on, "promote", 90),
    (text) => text,
  );

/** Has the class's names lead to the region, the last step of each move. Where Linode refuses or doesn't answer, that is left to be done. */
export async function leadNames({ doors, dataClass, to, step }: Move): Promise<Moved> {
  try {
    await step(
      "drill",
      `the names lead to ${to}`,
      () => pointNames(doors, dataClass, to),
      (changed) => (changed.length === 0 ? "they did" : changed.join(", ")),
    );
  } catch (error) {
    return { state: "names left", left: [`The names were not all changed: ${messageOf(error)}`] };
  }
  return { state: "done", left: [] };
}
