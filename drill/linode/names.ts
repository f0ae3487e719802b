import { tagPrefixes } from "../../catalogue/tags";
import type { Doors } from "../doors";

interface Domain {
  readonly id: number;
  readonly tags: readonly string[];
}

interface Entry {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly target: string;
}

/**
 * Has a class's names lead to a region: a name `N` gets what `N.REGION` has, where there is that. Names that do already are left alone.
 *
 * @returns the names that were changed
 * @throws Error where Linode refuses, or doesn't answer: what was changed until then stays, and the next call goes on
 */
export async function pointNames(
  { linode }: Pick<Doors, "linode">,
  dataClass: string,
  region: string,
): Promise<readonly string[]> {
  const tag = `${tagPrefixes.dataClass}${dataClass}`;
  const domains = (await linode.list<Domain>("/domains")).filter(({ tags }) => tags.includes(tag));
  const changed: string[] = [];
  for (const { id } of domains) {
    const entries = await linode.list<Entry>(`/domains/${id}/records`);
    for (const entry of entries) {
      const there = entries.find(
        ({ type, name }) => type === entry.type && name === `${entry.name}.${region}`,
      );
      if (there === undefined || there.target === entry.target) continue;
      await linode.send("PUT", `/domains/${id}/records/${entry.id}`, { target: there.target });
      changed.push(`${entry.name} ${entry.type}`);
    }
  }
  return changed;
}
