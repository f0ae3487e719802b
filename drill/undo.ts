import { z } from "zod";

import { type Doors, must, type Server } from "./doors";
import { byAnyNode, setCluster } from "./site/members";

const targetSchema = z.union([z.strictObject({ host: z.string() }), z.strictObject({ region: z.string() })]);

/**
 * What ends something that a drill has done. It is data, so that another process can do it where the drill was killed. None does harm where
 * there is nothing to end.
 */
export const undoSchema = z.discriminatedUnion("does", [
  /** Cables and power of a host or a region. */
  z.strictObject({ does: z.literal("restore"), target: targetSchema }),
  z.strictObject({ does: z.literal("restore buckets"), region: z.string() }),
  /** A script in bash as root on a host. */
  z.strictObject({ does: z.literal("run"), host: z.string(), script: z.string() }),
  /** Settings of a region's database in etcd; null takes one away. */
  z.strictObject({
    does: z.literal("set"),
    region: z.string(),
    settings: z.record(z.string(), z.unknown()),
  }),
]);
export type Undo = z.output<typeof undoSchema>;

/** Whether it is a fault of the world that it ends, and nothing on a host. */
export const isOfTheWorld = ({ does }: Undo): boolean => does === "restore" || does === "restore buckets";

/** Does it. Throws where it could not be done. */
export async function undo(doors: Doors, servers: readonly Server[], what: Undo): Promise<void> {
  switch (what.does) {
    case "restore":
      return doors.disaster.restore(what.target);
    case "restore buckets":
      return doors.disaster.restoreBuckets(what.region);
    case "run":
      await must(doors, what.host, what.script);
      return;
    case "set":
      await byAnyNode(servers, what.region, ({ name }) => setCluster(doors, name, what.settings));
  }
}
