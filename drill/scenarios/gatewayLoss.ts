import { withRole } from "../doors";
import { archiveCaughtUp } from "../site/archive";
import { etcdWhole, leadEtcd } from "../site/etcd";
import { currentLeader } from "../site/leader";
import type { Scenario } from "./scenario";

const awaySeconds = 40;

/** The way out and to the other region is lost, and a member of etcd with it. */
export const gatewayLoss: Scenario = {
  name: "gateway-loss",
  takes: ["a gateway"],
  about: `The gateway of the active region, whose etcd leads, is lost at once, as by a power failure; after ${awaySeconds} s it is back.`,
  async play(stage) {
    const { doors, servers, active } = stage;
    const [gateway] = withRole(servers, "gateway", active);
    if (gateway === undefined) throw new Error(`There is no gateway in ${active}.`);
    const target = { host: gateway.name };
    await stage.step("drill", `${gateway.name} leads etcd`, () => leadEtcd(doors, servers, gateway));
    const from = stage.now();
    await stage.strike("lose", target);
    await stage.steady(awaySeconds);
    await stage.restore(target);
    await stage.step("hosts", `etcd of ${active} is whole`, () => etcdWhole(doors, servers, active));
    await stage.whole(active);
    const leader = await currentLeader(doors, withRole(servers, "data", active));
    await stage.step("hosts", "the archive has caught up", () => archiveCaughtUp(doors, leader.name));
    return {
      from,
      fromWhat: "the fault",
      mostSeconds: 2,
      shareOfBaseline: null,
      notCovered: [
        "A gateway that is away for longer than the volume has room for logs that wait to be archived.",
        "A gateway that is made anew: it came back with its disk.",
        "Managed devices and people, who reach the class by the gateway's tunnel: they wait until it is back.",
      ],
    };
  },
};
