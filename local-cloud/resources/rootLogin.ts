import { invalid } from "../core/errors";
import type { World } from "../core/world";

/** Ways to get into a new disk, as requests name them. */
export interface RootLogin {
  root_pass?: string | null | undefined;
  authorized_keys?: readonly string[] | null | undefined;
  authorized_users?: readonly string[] | null | undefined;
}

/** Throws unless a disk that is made from an image can be logged in to; recorded text. */
export function requireRootLogin(input: RootLogin): void {
  const keys = (input.authorized_keys?.length ?? 0) + (input.authorized_users?.length ?? 0);
  if (!input.root_pass && keys === 0) {
    throw invalid("Must provide valid root_pass, authorized_keys, or authorized_users");
  }
}

/** The keys that a host gets: those of the request, then those of the account where it names users. */
export function authorizedKeys(world: World, input: RootLogin): string[] {
  const own = input.authorized_users?.length ? [...world.store.all("sshKey")].map((key) => key.ssh_key) : [];
  return [...new Set([...(input.authorized_keys ?? []), ...own])];
}
