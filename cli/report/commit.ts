import { git } from "../../engine/git";
import type { Evidence } from "./schema";

/** The commit that a folder's program comes from; `null` where git knows none. */
export function commitOf(folder: string): Evidence["commit"] {
  try {
    const id = git(folder, "rev-parse", "HEAD").trim();
    return { id, clean: git(folder, "status", "--porcelain", "--", ".") === "" };
  } catch {
    return null;
  }
}
