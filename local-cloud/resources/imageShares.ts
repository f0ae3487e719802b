import type { Entity } from "../core/kinds";
import type { World } from "../core/world";

/** Images that are shared together with other accounts. */
export interface ShareGroupRecord extends Entity {
  id: number;
  uuid: string;
  label: string;
  description: string;
  created: string;
  updated: string | null;
}

/** An image as a group shares it; its id is `shared/N`. */
export interface SharedImageRecord extends Entity {
  id: string;
  sharegroup_id: number;
  /** The image of one's own that it shows. */
  source: string;
  label: string;
  description: string;
  created: string;
  updated: string | null;
}

declare module "../core/kinds" {
  interface Kinds {
    shareGroup: ShareGroupRecord;
    sharedImage: SharedImageRecord;
  }
}

/** Where an image is shared. */
export function sharesOf(world: World, imageId: string): SharedImageRecord[] {
  return world.store.where("sharedImage", "source", imageId);
}

/** Ends the sharing of an image that goes away. */
export function removeShares(world: World, imageId: string): void {
  for (const one of sharesOf(world, imageId)) world.store.remove("sharedImage", one.id);
}
