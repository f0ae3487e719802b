import { type Authority, makeAuthority as make } from "../../core/authority";

export type { Authority };

/** An authority for a world's own services, trusted by the hosts that are given it. */
export const makeAuthority = (): Promise<Authority> => make("Bastide hosts on this machine", 30);
