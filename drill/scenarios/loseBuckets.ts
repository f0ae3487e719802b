import type { Stage } from "./scenario";

/** Has the active region's object storage answer nobody. Gives what brings it back. */
export const loseBuckets = ({
  doors,
  active,
  breakWith,
}: Pick<Stage, "doors" | "active" | "breakWith">): ReturnType<Stage["breakWith"]> =>
  breakWith({
    ...{ what: "away", target: `object storage of ${active}` },
    break: () => doors.disaster.loseBuckets(active),
    mend: [{ does: "restore buckets", region: active }],
  });
