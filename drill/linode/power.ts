import type { Doors } from "../doors";

interface Instance {
  readonly id: number;
  readonly label: string;
  readonly status: string;
}

async function instanceOf({ linode }: Pick<Doors, "linode">, name: string): Promise<Instance> {
  const found = (await linode.list<Instance>("/linode/instances")).find(({ label }) => label === name);
  if (found === undefined) throw new Error(`Linode has no server ${name}.`);
  return found;
}

/** Whether Linode says that a server is off. Throws where Linode doesn't answer. */
export const isOff = async (doors: Pick<Doors, "linode">, name: string): Promise<boolean> =>
  (await instanceOf(doors, name)).status === "offline";

/** Has Linode switch a server off, which takes it half a minute. Throws where Linode refuses, or doesn't answer. */
export async function switchOff(doors: Pick<Doors, "linode">, name: string): Promise<void> {
  const { id, status } = await instanceOf(doors, name);
  if (status !== "offline") await doors.linode.send("POST", `/linode/instances/${id}/shutdown`);
}

/** Has Linode switch a server on that is off. Gives whether it was. Throws where Linode refuses, or doesn't answer. */
export async function switchOn(doors: Pick<Doors, "linode">, name: string): Promise<boolean> {
  const { id, status } = await instanceOf(doors, name);
  if (status !== "offline") return false;
  await doors.linode.send("POST", `/linode/instances/${id}/boot`);
  return true;
}
