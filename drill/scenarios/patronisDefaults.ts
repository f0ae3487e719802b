import { must, withRole } from "../doors";
import { setCluster, settingsNamed } from "../site/members";
import type { Stage } from "./scenario";

/** Patroni's own defaults (its documentation of dynamic configuration settings). */
const defaults = { ttl: 30, loop_wait: 10, retry_timeout: 10 };

const fencing = "bastide-fencing.service";

/** For the evidence, after what was done. */
export const defaultsInWords =
  "with ttl 30, loop_wait 10, retry_timeout 10, which are Patroni's defaults, and without fencing";

/**
 * Plays something with Patroni's default times, and without fencing. That its rounds are hurried after a promotion stays, which makes it
 * quicker where it makes any difference.
 */
export async function withPatronisDefaults<T>(stage: Stage, play: () => Promise<T>): Promise<T> {
  const { doors, servers, active, leader } = stage;
  const nodes = withRole(servers, "data", active);
  const own = await settingsNamed(doors, leader.name, Object.keys(defaults));
  const mended = stage.leaving("Patroni's times, and fencing", [
    { does: "set", region: active, settings: own },
    ...nodes.map(({ name }) => ({ does: "run", host: name, script: `systemctl start ${fencing}` }) as const),
  ]);
  await stage.step("drill", "Patroni's default times, and no fencing", async () => {
    await setCluster(doors, leader.name, defaults);
    await Promise.all(nodes.map(({ name }) => must(doors, name, `systemctl stop ${fencing}`)));
    // A lease gets its new time with the next renewal, of the old loop.
    await stage.steady(12);
  });
  const played = await play();
  await stage.step("drill", "the class's own times, and fencing", async () => {
    await mended();
    await stage.steady(12);
  });
  return played;
}
