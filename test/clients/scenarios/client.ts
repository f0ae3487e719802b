import type { Page, View } from "../support/lifecycle";

/** A client as the scenarios see it: calls by the names that `@linode/api-v4` gives them, whatever the client's own are. */
export interface Client {
  /** Calls, and gives the one thing that it shows. */
  call(name: string, ...args: readonly unknown[]): Promise<View>;
  /**
   * Lists: what comes before page and filter, then these. Undefined where the client has no way to page or to filter so;
   * the tables of completeness see to it that this is no excuse.
   */
  list(
    name: string,
    before: readonly unknown[],
    page?: Page,
    filter?: View,
  ): Promise<readonly View[] | undefined>;
  /** The same, of everything. */
  all(name: string, before?: readonly unknown[]): Promise<readonly View[]>;
  /** True where the client has such a call at all. */
  offers(name: string): boolean;
}

/** What a filter finds on the first page, or everything where the client can't filter so. */
export async function find(
  client: Client,
  name: string,
  filter: View,
  before: readonly unknown[] = [],
): Promise<readonly View[]> {
  return (await client.list(name, before, undefined, filter)) ?? client.all(name, before);
}
