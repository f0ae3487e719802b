import { type Doors, must } from "../doors";
import type { Undo } from "../undo";

const unit = "bastide-drill-mend";

/**
 * Has a host run a command by itself after a while, whatever becomes of the drill and of the way to the host. One a host: the next one takes
 * the last one's place.
 */
export const mendLater = (
  doors: Pick<Doors, "shell">,
  host: string,
  command: string,
  seconds = 600,
): Promise<string> =>
  must(
    doors,
    host,
    `systemctl stop ${unit}.timer 2> /dev/null || true
systemd-run --quiet --collect --unit=${unit} --on-active=${seconds} bash -c '${command}'`,
  );

/** Runs the command now, and no more later. */
export const mendNow = (host: string, command: string): Undo => ({
  ...{ does: "run", host },
  script: `${command}\nsystemctl stop ${unit}.timer 2> /dev/null || true`,
});
