import { type Authority, keptAuthority as kept, makeAuthority as make } from "../../core/authority";

export type { Authority };

/** An authority for a world's own services, trusted by the hosts that are given it. */
export const makeAuthority = (): Promise<Authority> => make("Bastide hosts on this machine", 30);

/** The same for hosts whose disks outlive the world: they go on trusting it. Ten years, in a file that only its owner can read. */
export const keptAuthority = (file: string): Promise<Authority> =>
  kept(file, "Bastide hosts on this machine", 3650);
