import type { Doors, Server } from "../doors";
import { pointNames } from "../linode/names";
import type { Stage } from "../scenarios/scenario";
import { site } from "../site/region";

/** A class's writes move to another region. */
export interface Move {
  readonly doors: Pick<Doors, "shell" | "linode">;
  readonly servers: readonly Server[];
  readonly dataClass: string;
  /** The region that is to take writes. */
  readonly to: string;
  readonly step: Stage["step"];
}

/** Has the region take writes, by one of its data nodes. Throws what that one said. */
export const promote = ({ doors, to, step }: Move, on: string): Promise<string> =>
  step(
    "drill",
    `${to} is promoted`,
    () => site(doors, on, "promote", 90),
    (text) => text,
  );

/** Has the class's names lead to the region. Throws where Linode refuses, or doesn't answer. */
export const leadNames = ({ doors, dataClass, to, step }: Move): Promise<readonly string[]> =>
  step(
    "drill",
    `the names lead to ${to}`,
    () => pointNames(doors, dataClass, to),
    (changed) => (changed.length === 0 ? "they did" : changed.join(", ")),
  );
