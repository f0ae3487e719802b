import { unionRegions } from "../../catalogue/regions";

/** The regions that are allowed where the pack's configuration names none. */
export const suitableRegions = unionRegions;
