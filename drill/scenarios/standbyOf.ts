import type { Stage } from "./scenario";

/** The region that is to take the active one's place: the first of those that follow. Throws where none does. */
export function standbyOf({ active, standbys }: Pick<Stage, "active" | "standbys">): string {
  const [first] = standbys;
  if (first === undefined) throw new Error(`No region follows ${active}.`);
  return first;
}
