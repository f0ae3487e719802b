import { homedir } from "node:os";
import { join } from "node:path";

/** Where bases are kept, for all worlds: `$XDG_CACHE_HOME` or `~/.cache`, then `bastide/hosts`. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "bastide", "hosts");
}

/** Where worlds are kept, unless told otherwise: `$XDG_STATE_HOME` or `~/.local/state`, then `bastide/worlds`. */
export function worldsFolder(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "bastide", "worlds");
}
