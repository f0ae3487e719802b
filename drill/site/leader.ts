import type { Doors, Server } from "../doors";
import { until } from "../wait";
import { takesWrites } from "./sql";

/** The one of these data nodes that takes writes. All are asked at once. Throws where none does, none answers, or more than one does. */
export async function currentLeader(doors: Pick<Doors, "shell">, nodes: readonly Server[]): Promise<Server> {
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
      : `No data node takes writes. ${failures.join("; ")}`.trim(),
  );
}

/** The same once there is one: asked for a minute. */
export const anyLeader = (doors: Pick<Doors, "shell">, nodes: readonly Server[]): Promise<Server> =>
  until(() => currentLeader(doors, nodes), {
    ...{ seconds: 60, everyMs: 1000, late: () => "No node takes writes." },
  });
