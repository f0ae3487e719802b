import type { Doors, Server } from "../doors";
import { dataNodesOf } from "./members";
import { takesWrites } from "./sql";

/** The node of a region that takes writes. All are asked at once. Throws where none does, or none answers. */
export async function currentLeader(
  doors: Pick<Doors, "shell">,
  servers: readonly Server[],
  region: string,
): Promise<Server> {
  const nodes = dataNodesOf(servers, region);
  const answers = await Promise.allSettled(nodes.map(({ name }) => takesWrites(doors, name)));
  const open = nodes.filter((_, index) => {
    const answer = answers[index];
    return answer?.status === "fulfilled" && answer.value;
  });
  const [first] = open;
  if (first !== undefined && open.length === 1) return first;
  const failures = answers.flatMap((answer) =>
    answer.status === "rejected" ? [answer.reason instanceof Error ? answer.reason.message : ""] : [],
  );
  throw new Error(
    open.length > 1
      ? `${open.map(({ name }) => name).join(" and ")} both take writes.`
      : `No data node of ${region} takes writes. ${failures.join("; ")}`.trim(),
  );
}
